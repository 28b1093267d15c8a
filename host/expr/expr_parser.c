/*
 * Tokens -> tree, by recursive descent, loosest operator first: OR, AND, NOT, comparison, ||, + -, * / // %,
 * sign, **. Values and conditions are told apart here, so evaluation never meets the wrong one; what is made
 * of constants only is calculated here, once.
 */
#include "expr/expr_parser.h"

#include <stdio.h>

#include "base/utf8.h"
#include "expr/compared_type.h"
#include "expr/date_functions.h"
#include "expr/evaluation.h"
#include "expr/functions.h"
#include "expr/lexer.h"
#include "expr/like.h"
#include "value/casefold.h"

#define NEST_MAX  50  /* parentheses, functions, CASE, NOT and signs in each other */
#define DEPTH_MAX 200 /* of the tree: also operators in a row, which nest to the left */

struct parser {
    struct rowan_expr_lexer lexer;
    struct rowan_arena *arena;
    const struct rowan_expr_paths *paths;
    struct rowan_error *err;
    int nest;
};

#define fail(p, place, ...) rowan_expr_fail((p)->lexer.source, place, ROWAN_MAPPING, (p)->err, __VA_ARGS__)

static bool is_at(const struct parser *p, enum rowan_expr_token token)
{
    return p->lexer.token == token;
}

static enum rowan_status parse_concat(struct parser *p, struct rowan_expr_node **out);
static enum rowan_status parse_sign(struct parser *p, struct rowan_expr_node **out);
static enum rowan_status parse_or(struct parser *p, struct rowan_expr_node **out);

/* ---- nodes ---- */

/* "expected THEN, not "else"" at the token in hand. */
static enum rowan_status expected(struct parser *p, const char *what)
{
    const struct rowan_expr_lexer *lexer = &p->lexer;
    struct rowan_slice found = {lexer->source.data + lexer->begin, lexer->at - lexer->begin};
    char quoted[320];

    if (lexer->token == ROWAN_TOKEN_END)
        return fail(p, lexer->begin, "expected %s, but the expression ends here", what);
    return fail(p, lexer->begin, "expected %s, not %s", what, rowan_quote(quoted, sizeof quoted, found));
}

/* Pass over the token in hand when it is this one; else it is not what was expected. */
static enum rowan_status require(struct parser *p, enum rowan_expr_token token, const char *what)
{
    return is_at(p, token) ? rowan_expr_next(&p->lexer) : expected(p, what);
}

/* A node for the token in hand; NULL for want of memory. */
static struct rowan_expr_node *node_new(struct parser *p, enum rowan_expr_op op, enum rowan_expr_kind kind)
{
    struct rowan_expr_node *node = rowan_arena_alloc(p->arena, sizeof *node);

    if (node) {
        node->op = op;
        node->kind = kind;
        node->begin = p->lexer.begin;
        node->end = p->lexer.at;
    }
    return node;
}

static enum rowan_status need_value(struct parser *p, const struct rowan_expr_node *node)
{
    if (node->kind != ROWAN_EXPR_IS_CONDITION)
        return ROWAN_OK;
    return fail(p, node->begin,
                "a value is needed here, and this is a condition; CASE WHEN ... THEN ... "
                "makes a value of it");
}

static enum rowan_status need_condition(struct parser *p, const struct rowan_expr_node *node)
{
    if (node->kind != ROWAN_EXPR_IS_VALUE)
        return ROWAN_OK;
    return fail(p, node->begin, "a condition is needed here, such as %s = 'Open'; this is a value",
                p->paths->columns ? "state" : "@state");
}

/* Nothing equals NULL, not even NULL: who writes that means IS NULL. */
static enum rowan_status need_comparable(struct parser *p, const struct rowan_expr_node *node)
{
    bool columns = p->paths->columns;
    bool empty = node->value.kind == ROWAN_EXPR_TEXT && node->value.text.size == 0;
    enum rowan_status st = ROWAN_OK;

    if (!columns || node->op != ROWAN_EXPR_TRUTH)
        st = need_value(p, node);
    if (st == ROWAN_OK && node->op == ROWAN_EXPR_CONSTANT &&
        (node->value.kind == ROWAN_EXPR_NONE || (empty && !columns)))
        return fail(p, node->begin,
                    "nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL");
    return st;
}

/* The type of what is made of other values. */
static enum rowan_expr_type type_of_operator(enum rowan_expr_op op)
{
    if (op >= ROWAN_EXPR_NEGATE && op <= ROWAN_EXPR_POWER)
        return ROWAN_EXPR_NUMERIC;
    return op == ROWAN_EXPR_CONCAT ? ROWAN_EXPR_TEXTUAL : ROWAN_EXPR_UNTYPED;
}

/* Columns of a table have the types that the database gives them. */
static enum rowan_status compare_children(struct parser *p, struct rowan_expr_node *node,
                                          enum rowan_expr_relation relation)
{
    struct rowan_expr_run run = {p->lexer.source, NULL, p->arena, p->paths->dates, p->err};

    return p->paths->columns ? ROWAN_OK : rowan_expr_decide_compared_type(&run, node, relation);
}

/* Calculate a node when its children are all constants. */
static enum rowan_status fold_constants(struct parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_run run = {p->lexer.source, NULL, p->arena, p->paths->dates, p->err};
    struct rowan_expr_value value;
    enum rowan_status st;

    for (const struct rowan_expr_node *n = node->first; n; n = n->next)
        if (n->op != ROWAN_EXPR_CONSTANT)
            return ROWAN_OK;
    st = rowan_expr_value(&run, node, &value);
    if (st == ROWAN_DOCUMENT && p->err) /* a value that does not fit is a mistake of the mapping here */
        return rowan_fail(p->err, ROWAN_MAPPING, "mapping", "%s", p->err->message);
    if (st != ROWAN_OK)
        return st == ROWAN_DOCUMENT ? ROWAN_MAPPING : st;
    node->op = ROWAN_EXPR_CONSTANT;
    node->value = value;
    node->first = NULL;
    return ROWAN_OK;
}

/* ---- operands: literals and paths ---- */

static enum rowan_status constant(struct parser *p, struct rowan_expr_node **out)
{
    *out = node_new(p, ROWAN_EXPR_CONSTANT, ROWAN_EXPR_IS_VALUE);
    return *out ? ROWAN_OK : rowan_out_of_memory(p->err);
}

static enum rowan_status parse_number(struct parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st = constant(p, out);

    if (st != ROWAN_OK)
        return st;
    (*out)->type = ROWAN_EXPR_NUMERIC;
    (*out)->value.kind = ROWAN_EXPR_NUMBER;
    if (!rowan_number_read(&(*out)->value.number, p->lexer.text))
        return fail(p, p->lexer.begin, "this is not a number of at most %d digits on each side of the point",
                    ROWAN_NUMBER_DIGITS);
    return rowan_expr_next(&p->lexer);
}

/* 'it''s' */
static enum rowan_status parse_text(struct parser *p, struct rowan_expr_node **out)
{
    struct rowan_slice text = p->lexer.text;
    char *copy = rowan_arena_alloc(p->arena, text.size + 1);
    size_t n = 0;
    enum rowan_status st = constant(p, out);

    if (!copy)
        return rowan_out_of_memory(p->err);
    if (st != ROWAN_OK)
        return st;
    for (size_t i = 0; i < text.size; i++) {
        copy[n++] = text.data[i];
        if (text.data[i] == '\'')
            i++;
    }
    (*out)->type = ROWAN_EXPR_TEXTUAL;
    rowan_expr_set_text(&(*out)->value, (struct rowan_slice){copy, n});
    return rowan_expr_next(&p->lexer);
}

static enum rowan_status parse_path(struct parser *p, struct rowan_expr_node **out)
{
    char *path = rowan_arena_copy(p->arena, p->lexer.text.data, p->lexer.text.size);
    enum rowan_status st = ROWAN_OK;

    *out = node_new(p, ROWAN_EXPR_OPERAND, ROWAN_EXPR_IS_VALUE);
    if (!path || !*out)
        return rowan_out_of_memory(p->err);
    st = p->paths->resolve(p->paths->context, path, &(*out)->operand, p->err);
    if (st == ROWAN_MAPPING) {
        char what[ROWAN_MESSAGE_MAX];
        snprintf(what, sizeof what, "%s", p->err ? p->err->message : "");
        return fail(p, p->lexer.begin, "%s", what);
    }
    return st == ROWAN_OK ? rowan_expr_next(&p->lexer) : st;
}

static enum rowan_status parse_truth(struct parser *p, enum rowan_expr_truth truth,
                                     struct rowan_expr_node **out)
{
    *out = node_new(p, ROWAN_EXPR_TRUTH, ROWAN_EXPR_IS_CONDITION);
    if (!*out)
        return rowan_out_of_memory(p->err);
    (*out)->truth = truth;
    return rowan_expr_next(&p->lexer);
}

static enum rowan_status parse_null(struct parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st = constant(p, out);

    if (st != ROWAN_OK)
        return st;
    (*out)->kind = ROWAN_EXPR_IS_EITHER;
    return rowan_expr_next(&p->lexer);
}

/* A child of node: an expression that is a value. */
static enum rowan_status parse_child(struct parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *child;
    enum rowan_status st = parse_or(p, &child);

    if (st == ROWAN_OK)
        st = need_value(p, child);
    if (st == ROWAN_OK)
        rowan_expr_adopt(node, child);
    return st;
}

/* ---- operands: functions ---- */

static enum rowan_status find_function(struct parser *p, const struct rowan_expr_function **out)
{
    struct rowan_suggest suggest;
    char hint[120];

    *out = rowan_expr_function_find(p->lexer.text, &suggest);
    if (*out)
        return ROWAN_OK;
    return fail(p, p->lexer.begin, "there is no function %.*s%s",
                (int)(p->lexer.text.size > 40 ? 40 : p->lexer.text.size), p->lexer.text.data,
                rowan_suggest_hint(&suggest, hint, sizeof hint));
}

static enum rowan_status parse_unit(struct parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st;

    if (!is_at(p, ROWAN_TOKEN_PATH) || !rowan_expr_unit_find(p->lexer.text, &node->unit))
        return expected(p, "day, month or year");
    st = rowan_expr_next(&p->lexer);
    return st == ROWAN_OK ? require(p, ROWAN_TOKEN_COMMA, "a comma") : st;
}

static enum rowan_status check_arguments(struct parser *p, const struct rowan_expr_node *node, int count)
{
    const struct rowan_expr_function *f = node->function;
    const char *unit = f->takes_unit ? "a unit and " : "";
    const char *are = count == 1 ? "is" : "are";

    if (count >= f->least && count <= f->most)
        return ROWAN_OK;
    if (f->most == ROWAN_EXPR_MANY)
        return fail(p, node->begin, "%s takes at least %d argument%s, here %s %d", f->name, f->least,
                    f->least == 1 ? "" : "s", are, count);
    if (f->least != f->most)
        return fail(p, node->begin, "%s takes %s%d or %d arguments, here %s %d", f->name, unit, f->least,
                    f->most, are, count);
    return fail(p, node->begin, "%s takes %s%d argument%s, here %s %d", f->name, unit, f->least,
                f->least == 1 ? "" : "s", are, count);
}

static enum rowan_status parse_arguments(struct parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = ROWAN_OK;
    int count = 0;

    if (node->function->takes_unit)
        st = parse_unit(p, node);
    while (st == ROWAN_OK && !is_at(p, ROWAN_TOKEN_CLOSE)) {
        st = parse_child(p, node);
        if (st == ROWAN_OK && ++count > ROWAN_EXPR_MANY)
            return fail(p, node->begin, "these are more than %d arguments", ROWAN_EXPR_MANY);
        if (st != ROWAN_OK || is_at(p, ROWAN_TOKEN_CLOSE))
            break;
        st = require(p, ROWAN_TOKEN_COMMA, "a comma or )");
        if (st == ROWAN_OK && is_at(p, ROWAN_TOKEN_CLOSE))
            return expected(p, "an argument");
    }
    if (st == ROWAN_OK)
        st = check_arguments(p, node, count);
    return st == ROWAN_OK ? rowan_expr_next(&p->lexer) : st;
}

static enum rowan_status parse_function(struct parser *p, struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = node_new(p, ROWAN_EXPR_CALL, ROWAN_EXPR_IS_VALUE);
    enum rowan_status st;

    if (!node)
        return rowan_out_of_memory(p->err);
    st = find_function(p, &node->function);
    if (st == ROWAN_OK)
        st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = require(p, ROWAN_TOKEN_OPEN, "(");
    if (st == ROWAN_OK)
        st = parse_arguments(p, node);
    if (st != ROWAN_OK)
        return st;
    node->end = p->lexer.last;
    *out = node;
    node->type = node->function->type ? node->function->type : rowan_expr_type_of_choice(node);
    if (node->function->relation)
        st = compare_children(p, node, node->function->relation);
    return st == ROWAN_OK ? fold_constants(p, node) : st;
}

/* ---- operands: CASE ---- */

/* The branches are all values, or all conditions: what the first that is not NULL is. */
static enum rowan_status add_branch(struct parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *branch;
    enum rowan_status st = parse_or(p, &branch);

    if (st != ROWAN_OK)
        return st;
    if (node->kind == ROWAN_EXPR_IS_EITHER)
        node->kind = branch->kind;
    if (branch->kind != ROWAN_EXPR_IS_EITHER && branch->kind != node->kind)
        return fail(p, branch->begin, "one branch of CASE is a value, another a condition");
    rowan_expr_adopt(node, branch);
    return ROWAN_OK;
}

static enum rowan_status parse_when(struct parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *when;
    enum rowan_status st = rowan_expr_next(&p->lexer);

    if (st == ROWAN_OK)
        st = parse_or(p, &when);
    if (st == ROWAN_OK)
        st = node->op == ROWAN_EXPR_CASE ? need_condition(p, when) : need_comparable(p, when);
    if (st != ROWAN_OK)
        return st;
    rowan_expr_adopt(node, when);
    st = require(p, ROWAN_TOKEN_THEN, "THEN");
    return st == ROWAN_OK ? add_branch(p, node) : st;
}

static enum rowan_status parse_case(struct parser *p, struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = node_new(p, ROWAN_EXPR_CASE, ROWAN_EXPR_IS_EITHER);
    enum rowan_status st;

    if (!node)
        return rowan_out_of_memory(p->err);
    *out = node;
    st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK && !is_at(p, ROWAN_TOKEN_WHEN)) {
        node->op = ROWAN_EXPR_SWITCH;
        st = parse_child(p, node);
    }
    if (st == ROWAN_OK && !is_at(p, ROWAN_TOKEN_WHEN))
        return expected(p, "WHEN");
    while (st == ROWAN_OK && is_at(p, ROWAN_TOKEN_WHEN))
        st = parse_when(p, node);
    if (st == ROWAN_OK && is_at(p, ROWAN_TOKEN_ELSE)) {
        st = rowan_expr_next(&p->lexer);
        if (st == ROWAN_OK)
            st = add_branch(p, node);
        if (st == ROWAN_OK)
            st = require(p, ROWAN_TOKEN_END_WORD, "END");
    } else if (st == ROWAN_OK) {
        st = require(p, ROWAN_TOKEN_END_WORD, "WHEN, ELSE or END");
    }
    if (st != ROWAN_OK)
        return st;
    node->end = p->lexer.last;
    node->type = rowan_expr_type_of_choice(node);
    return node->op == ROWAN_EXPR_SWITCH ? compare_children(p, node, ROWAN_EXPR_EQUATED) : ROWAN_OK;
}

static enum rowan_status parse_group(struct parser *p, struct rowan_expr_node **out)
{
    size_t begin = p->lexer.begin;
    enum rowan_status st = rowan_expr_next(&p->lexer);

    if (st == ROWAN_OK)
        st = parse_or(p, out);
    if (st == ROWAN_OK)
        st = require(p, ROWAN_TOKEN_CLOSE, "an operator or )");
    if (st != ROWAN_OK)
        return st;
    (*out)->begin = begin;
    (*out)->end = p->lexer.last;
    return ROWAN_OK;
}

static enum rowan_status parse_primary(struct parser *p, struct rowan_expr_node **out)
{
    switch (p->lexer.token) {
    case ROWAN_TOKEN_NUMBER:
        return parse_number(p, out);
    case ROWAN_TOKEN_TEXT:
        return parse_text(p, out);
    case ROWAN_TOKEN_PATH:
        return parse_path(p, out);
    case ROWAN_TOKEN_FUNCTION:
        return parse_function(p, out);
    case ROWAN_TOKEN_CASE:
        return parse_case(p, out);
    case ROWAN_TOKEN_NULL:
        return parse_null(p, out);
    case ROWAN_TOKEN_TRUE:
        return parse_truth(p, ROWAN_EXPR_TRUE, out);
    case ROWAN_TOKEN_FALSE:
        return parse_truth(p, ROWAN_EXPR_FALSE, out);
    case ROWAN_TOKEN_OPEN:
        return parse_group(p, out);
    default:
        return expected(p, "a path, a value, a function, CASE or (");
    }
}

/* ---- operators: from tight to loose ---- */

/* A node over one child and perhaps more of them. */
static enum rowan_status make(struct parser *p, enum rowan_expr_op op, enum rowan_expr_kind kind,
                              struct rowan_expr_node *first, struct rowan_expr_node *second,
                              struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = node_new(p, op, kind);

    if (!node)
        return rowan_out_of_memory(p->err);
    node->type = type_of_operator(op);
    node->begin = first->begin;
    node->end = p->lexer.last;
    rowan_expr_adopt(node, first);
    if (second)
        rowan_expr_adopt(node, second);
    if (node->depth > DEPTH_MAX)
        return fail(p, first->begin, "the expression is nested too deep");
    *out = node;
    return ROWAN_OK;
}

/* Parse right and make op(left, right), both values. left is in *out. */
static enum rowan_status join(struct parser *p, enum rowan_expr_op op,
                              enum rowan_status (*parse_right)(struct parser *, struct rowan_expr_node **),
                              struct rowan_expr_node **out)
{
    struct rowan_expr_node *left = *out;
    struct rowan_expr_node *right;
    enum rowan_status st = need_value(p, left);

    if (st == ROWAN_OK)
        st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = parse_right(p, &right);
    if (st == ROWAN_OK)
        st = need_value(p, right);
    if (st == ROWAN_OK)
        st = make(p, op, ROWAN_EXPR_IS_VALUE, left, right, out);
    return st == ROWAN_OK ? fold_constants(p, *out) : st;
}

static enum rowan_status parse_power(struct parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st = parse_primary(p, out);

    if (st != ROWAN_OK || !is_at(p, ROWAN_TOKEN_STARS))
        return st;
    if (++p->nest > NEST_MAX)
        return fail(p, p->lexer.begin, "the expression is nested too deep");
    /* The exponent may have a sign; a ** b ** c is a ** (b ** c). */
    st = join(p, ROWAN_EXPR_POWER, parse_sign, out);
    p->nest--;
    return st;
}

static enum rowan_status parse_sign(struct parser *p, struct rowan_expr_node **out)
{
    bool minus = is_at(p, ROWAN_TOKEN_MINUS);
    size_t begin = p->lexer.begin;
    struct rowan_expr_node *of = NULL;
    enum rowan_status st;

    if (!minus && !is_at(p, ROWAN_TOKEN_PLUS))
        return parse_power(p, out);
    if (++p->nest > NEST_MAX)
        return fail(p, begin, "the expression is nested too deep");
    st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = parse_sign(p, minus ? &of : out);
    p->nest--;
    if (st != ROWAN_OK || !minus)
        return st;
    st = need_value(p, of);
    if (st == ROWAN_OK)
        st = make(p, ROWAN_EXPR_NEGATE, ROWAN_EXPR_IS_VALUE, of, NULL, out);
    if (st != ROWAN_OK)
        return st;
    (*out)->begin = begin;
    return fold_constants(p, *out);
}

struct binary {
    enum rowan_expr_token token;
    enum rowan_expr_op op;
};

/* a op b op c, from left to right. */
static enum rowan_status parse_chain(struct parser *p, const struct binary *operators, size_t count,
                                     enum rowan_status (*parse_operand)(struct parser *,
                                                                        struct rowan_expr_node **),
                                     struct rowan_expr_node **out)
{
    enum rowan_status st = parse_operand(p, out);
    size_t i = 0;

    while (st == ROWAN_OK) {
        for (i = 0; i < count && !is_at(p, operators[i].token);)
            i++;
        if (i == count)
            break;
        st = join(p, operators[i].op, parse_operand, out);
    }
    return st;
}

static enum rowan_status parse_product(struct parser *p, struct rowan_expr_node **out)
{
    static const struct binary operators[] = {{ROWAN_TOKEN_STAR, ROWAN_EXPR_MULTIPLY},
                                              {ROWAN_TOKEN_SLASH, ROWAN_EXPR_DIVIDE},
                                              {ROWAN_TOKEN_SLASHES, ROWAN_EXPR_QUOTIENT},
                                              {ROWAN_TOKEN_PERCENT, ROWAN_EXPR_REST}};

    return parse_chain(p, operators, 4, parse_sign, out);
}

static enum rowan_status parse_sum(struct parser *p, struct rowan_expr_node **out)
{
    static const struct binary operators[] = {{ROWAN_TOKEN_PLUS, ROWAN_EXPR_ADD},
                                              {ROWAN_TOKEN_MINUS, ROWAN_EXPR_SUBTRACT}};

    return parse_chain(p, operators, 2, parse_product, out);
}

/* a token b token c as one node: long ones do not nest. */
static enum rowan_status
parse_list(struct parser *p, enum rowan_expr_token token, enum rowan_expr_op op, enum rowan_expr_kind kind,
           enum rowan_status (*parse_one)(struct parser *, struct rowan_expr_node **),
           enum rowan_status (*need)(struct parser *, const struct rowan_expr_node *),
           struct rowan_expr_node **out)
{
    enum rowan_status st = parse_one(p, out);
    struct rowan_expr_node *list = NULL;
    struct rowan_expr_node *one;

    if (st != ROWAN_OK || !is_at(p, token))
        return st;
    st = need(p, *out);
    if (st == ROWAN_OK)
        st = make(p, op, kind, *out, NULL, &list);
    while (st == ROWAN_OK && is_at(p, token)) {
        st = rowan_expr_next(&p->lexer);
        if (st == ROWAN_OK)
            st = parse_one(p, &one);
        if (st == ROWAN_OK)
            st = need(p, one);
        if (st == ROWAN_OK)
            rowan_expr_adopt(list, one);
    }
    *out = list;
    if (list)
        list->end = p->lexer.last;
    return st;
}

static enum rowan_status parse_concat(struct parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st =
        parse_list(p, ROWAN_TOKEN_BARS, ROWAN_EXPR_CONCAT, ROWAN_EXPR_IS_VALUE, parse_sum, need_value, out);

    return st == ROWAN_OK && (*out)->op == ROWAN_EXPR_CONCAT ? fold_constants(p, *out) : st;
}

/* ---- conditions ---- */

/* A value that something is compared with becomes a child. */
static enum rowan_status add_compared(struct parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *child;
    enum rowan_status st = parse_concat(p, &child);

    if (st == ROWAN_OK)
        st = need_comparable(p, child);
    if (st == ROWAN_OK)
        rowan_expr_adopt(node, child);
    return st;
}

static enum rowan_status parse_between(struct parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = add_compared(p, node);

    if (st == ROWAN_OK)
        st = require(p, ROWAN_TOKEN_AND, "AND and the upper bound");
    return st == ROWAN_OK ? add_compared(p, node) : st;
}

static enum rowan_status parse_in(struct parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = require(p, ROWAN_TOKEN_OPEN, "( and the values");

    while (st == ROWAN_OK) {
        st = add_compared(p, node);
        if (st != ROWAN_OK || !is_at(p, ROWAN_TOKEN_COMMA))
            break;
        st = rowan_expr_next(&p->lexer);
    }
    return st == ROWAN_OK ? require(p, ROWAN_TOKEN_CLOSE, "a comma or )") : st;
}

static enum rowan_status parse_escape(struct parser *p, struct rowan_expr_node *node)
{
    const struct rowan_expr_node *pattern = node->last;
    struct rowan_slice text = p->lexer.text;

    if (!is_at(p, ROWAN_TOKEN_TEXT) || rowan_utf8_length(text) != 1)
        return expected(p, "one character in quotes");
    node->escape = rowan_casefold_next(&text);
    if (pattern->op == ROWAN_EXPR_CONSTANT && pattern->value.kind == ROWAN_EXPR_TEXT &&
        !rowan_like_escapes_well(pattern->value.text, node->escape))
        return fail(p, pattern->begin, "the escape character must stand before %%, _ or itself");
    return rowan_expr_next(&p->lexer);
}

static enum rowan_status parse_like(struct parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = add_compared(p, node);

    if (st != ROWAN_OK || !is_at(p, ROWAN_TOKEN_ESCAPE))
        return st;
    st = rowan_expr_next(&p->lexer);
    return st == ROWAN_OK ? parse_escape(p, node) : st;
}

static enum rowan_status parse_is(struct parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = ROWAN_OK;

    if (is_at(p, ROWAN_TOKEN_NOT)) {
        node->negated = true;
        st = rowan_expr_next(&p->lexer);
    }
    if (st != ROWAN_OK)
        return st;
    if (!is_at(p, ROWAN_TOKEN_NULL) && !is_at(p, ROWAN_TOKEN_EMPTY))
        return expected(p, node->negated ? "NULL or EMPTY" : "NULL, EMPTY or NOT");
    node->op = is_at(p, ROWAN_TOKEN_NULL) ? ROWAN_EXPR_IS_NULL : ROWAN_EXPR_IS_EMPTY;
    return rowan_expr_next(&p->lexer);
}

/* What follows the value that a condition is about; the token in hand says which condition. */
static enum rowan_status parse_rest(struct parser *p, struct rowan_expr_node *node)
{
    enum rowan_expr_token token = p->lexer.token;
    enum rowan_status st = rowan_expr_next(&p->lexer);

    if (st != ROWAN_OK)
        return st;
    switch (token) {
    case ROWAN_TOKEN_IS:
        return parse_is(p, node);
    case ROWAN_TOKEN_BETWEEN:
        node->op = ROWAN_EXPR_BETWEEN;
        return parse_between(p, node);
    case ROWAN_TOKEN_IN:
        node->op = ROWAN_EXPR_IN;
        return parse_in(p, node);
    case ROWAN_TOKEN_LIKE:
    case ROWAN_TOKEN_ILIKE:
        node->op = token == ROWAN_TOKEN_LIKE ? ROWAN_EXPR_LIKE : ROWAN_EXPR_ILIKE;
        return parse_like(p, node);
    default:
        node->op = (enum rowan_expr_op)(ROWAN_EXPR_EQ + (token - ROWAN_TOKEN_EQ)); /* in the same order */
        return add_compared(p, node);
    }
}

static enum rowan_expr_relation relation_of(enum rowan_expr_op op)
{
    if (op == ROWAN_EXPR_EQ || op == ROWAN_EXPR_NE || op == ROWAN_EXPR_IN)
        return ROWAN_EXPR_EQUATED;
    return op >= ROWAN_EXPR_LT && op <= ROWAN_EXPR_BETWEEN ? ROWAN_EXPR_ORDERED : ROWAN_EXPR_UNRELATED;
}

static bool begins_rest(const struct parser *p)
{
    enum rowan_expr_token token = p->lexer.token;

    return token == ROWAN_TOKEN_IS || token == ROWAN_TOKEN_BETWEEN || token == ROWAN_TOKEN_IN ||
           token == ROWAN_TOKEN_LIKE || token == ROWAN_TOKEN_ILIKE ||
           (token >= ROWAN_TOKEN_EQ && token <= ROWAN_TOKEN_GE);
}

static enum rowan_status parse_comparison(struct parser *p, struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = NULL;
    enum rowan_status st = parse_concat(p, out);
    bool negated = st == ROWAN_OK && is_at(p, ROWAN_TOKEN_NOT);

    if (st != ROWAN_OK || (!negated && !begins_rest(p)))
        return st;
    st = is_at(p, ROWAN_TOKEN_IS) ? need_value(p, *out) : need_comparable(p, *out);
    if (st == ROWAN_OK)
        st = make(p, ROWAN_EXPR_EQ, ROWAN_EXPR_IS_CONDITION, *out, NULL, &node);
    if (st == ROWAN_OK && negated) {
        node->negated = true;
        st = rowan_expr_next(&p->lexer);
        if (st == ROWAN_OK && !is_at(p, ROWAN_TOKEN_IN) && !is_at(p, ROWAN_TOKEN_LIKE) &&
            !is_at(p, ROWAN_TOKEN_ILIKE) && !is_at(p, ROWAN_TOKEN_BETWEEN))
            return expected(p, "BETWEEN, IN, LIKE or ILIKE after NOT");
    }
    if (st == ROWAN_OK)
        st = parse_rest(p, node);
    if (st != ROWAN_OK)
        return st;
    node->end = p->lexer.last;
    *out = node;
    if (!relation_of(node->op))
        return ROWAN_OK;
    return compare_children(p, node, relation_of(node->op));
}

static enum rowan_status parse_not(struct parser *p, struct rowan_expr_node **out)
{
    size_t begin = p->lexer.begin;
    struct rowan_expr_node *of;
    enum rowan_status st;

    if (!is_at(p, ROWAN_TOKEN_NOT))
        return parse_comparison(p, out);
    if (++p->nest > NEST_MAX)
        return fail(p, begin, "the expression is nested too deep");
    st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = parse_not(p, &of);
    p->nest--;
    if (st == ROWAN_OK)
        st = need_condition(p, of);
    if (st == ROWAN_OK)
        st = make(p, ROWAN_EXPR_NOT, ROWAN_EXPR_IS_CONDITION, of, NULL, out);
    if (st == ROWAN_OK)
        (*out)->begin = begin;
    return st;
}

static enum rowan_status parse_and(struct parser *p, struct rowan_expr_node **out)
{
    return parse_list(p, ROWAN_TOKEN_AND, ROWAN_EXPR_AND, ROWAN_EXPR_IS_CONDITION, parse_not, need_condition,
                      out);
}

static enum rowan_status parse_or(struct parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st;

    if (++p->nest > NEST_MAX)
        return fail(p, p->lexer.begin, "the expression is nested too deep");
    st =
        parse_list(p, ROWAN_TOKEN_OR, ROWAN_EXPR_OR, ROWAN_EXPR_IS_CONDITION, parse_and, need_condition, out);
    p->nest--;
    return st;
}

/* ---- the whole ---- */

static enum rowan_status copy_source(struct parser *p, struct rowan_slice text, struct rowan_expr **out)
{
    struct rowan_expr *expr = rowan_arena_alloc(p->arena, sizeof *expr);

    if (!expr)
        return rowan_out_of_memory(p->err);
    expr->text.data = rowan_arena_copy(p->arena, text.data, text.size);
    expr->text.size = text.size;
    expr->line = rowan_arena_alloc(p->arena, text.size + 1);
    expr->dates = p->paths->dates;
    if (!expr->text.data || !expr->line)
        return rowan_out_of_memory(p->err);
    p->lexer.source = expr->text;
    p->lexer.operand = true;
    *out = expr;
    return ROWAN_OK;
}

enum rowan_status rowan_expr_parse(struct rowan_expr **out, struct rowan_slice text,
                                   struct rowan_arena *arena, const struct rowan_expr_paths *paths,
                                   struct rowan_error *err)
{
    struct parser p = {.lexer.err = err, .arena = arena, .paths = paths, .err = err};
    struct rowan_expr *expr = NULL;
    enum rowan_status st;

    if (rowan_utf8_length(text) < 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "the expression is not valid UTF-8, or holds a NUL");
    st = copy_source(&p, text, &expr);
    if (st == ROWAN_OK)
        st = rowan_expr_next(&p.lexer);
    if (st == ROWAN_OK)
        st = parse_or(&p, &expr->root);
    if (st == ROWAN_OK && !is_at(&p, ROWAN_TOKEN_END))
        st = expected(&p, "an operator or the end");
    if (st != ROWAN_OK)
        return st;
    rowan_expr_one_line(expr->text, expr->line);
    *out = expr;
    return ROWAN_OK;
}
