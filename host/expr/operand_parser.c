/* Literals, paths, functions, CASE and what stands in parentheses. */
#include "expr/operand_parser.h"

#include "expr/aggregate_parser.h"
#include "expr/compared_type.h"
#include "expr/date_functions.h"
#include "expr/functions.h"
#include "expr/other_parser.h"
#include "expr/parameter_parser.h"
#include "expr/parser_state.h"

/* ---- literals and paths ---- */

static enum rowan_status constant(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    *out = rowan_expr_node_new(p, ROWAN_EXPR_CONSTANT, ROWAN_EXPR_IS_VALUE);
    return *out ? ROWAN_OK : rowan_out_of_memory(p->err);
}

static enum rowan_status parse_number(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st = constant(p, out);

    if (st != ROWAN_OK)
        return st;
    (*out)->type = ROWAN_EXPR_NUMERIC;
    (*out)->value.kind = ROWAN_EXPR_NUMBER;
    if (!rowan_number_read(&(*out)->value.number, p->lexer.text))
        return rowan_expr_refuse(p, p->lexer.begin,
                                 "this is not a number of at most %d digits on each side of the point",
                                 ROWAN_NUMBER_DIGITS);
    return rowan_expr_next(&p->lexer);
}

static enum rowan_status parse_text(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    struct rowan_slice text = rowan_expr_unquoted(p);
    enum rowan_status st = constant(p, out);

    if (!text.data)
        return rowan_out_of_memory(p->err);
    if (st != ROWAN_OK)
        return st;
    (*out)->type = ROWAN_EXPR_TEXTUAL;
    rowan_expr_set_text(&(*out)->value, text);
    return rowan_expr_next(&p->lexer);
}

static enum rowan_status parse_path(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    char *path = rowan_arena_copy(p->arena, p->lexer.text.data, p->lexer.text.size);
    enum rowan_status st = ROWAN_OK;

    *out = rowan_expr_node_new(p, ROWAN_EXPR_OPERAND, ROWAN_EXPR_IS_VALUE);
    if (!path || !*out)
        return rowan_out_of_memory(p->err);
    st = p->paths->resolve(p->paths->context, path, &(*out)->operand, p->err);
    st = rowan_expr_place_path(p, p->lexer.begin, st);
    return st == ROWAN_OK ? rowan_expr_next(&p->lexer) : st;
}

static enum rowan_status parse_truth(struct rowan_expr_parser *p, enum rowan_expr_truth truth,
                                     struct rowan_expr_node **out)
{
    *out = rowan_expr_node_new(p, ROWAN_EXPR_TRUTH, ROWAN_EXPR_IS_CONDITION);
    if (!*out)
        return rowan_out_of_memory(p->err);
    (*out)->truth = truth;
    return rowan_expr_next(&p->lexer);
}

static enum rowan_status parse_null(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st = constant(p, out);

    if (st != ROWAN_OK)
        return st;
    (*out)->kind = ROWAN_EXPR_IS_EITHER;
    return rowan_expr_next(&p->lexer);
}

/* A child of node: an expression that is a value. */
static enum rowan_status parse_child(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *child;
    enum rowan_status st = p->parse_any(p, &child);

    if (st == ROWAN_OK)
        st = rowan_expr_need_value(p, child);
    if (st == ROWAN_OK)
        rowan_expr_adopt(node, child);
    return st;
}

/* ---- functions ---- */

static enum rowan_status find_function(struct rowan_expr_parser *p, const struct rowan_expr_function **out)
{
    struct rowan_suggest suggest;
    char hint[120];

    *out = rowan_expr_function_find(p->lexer.text, &suggest);
    if (*out)
        return ROWAN_OK;
    return rowan_expr_refuse(p, p->lexer.begin, "there is no function %.*s%s",
                             (int)(p->lexer.text.size > 40 ? 40 : p->lexer.text.size), p->lexer.text.data,
                             rowan_suggest_hint(&suggest, hint, sizeof hint));
}

static enum rowan_status parse_unit(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st;

    if (!rowan_expr_is_at(p, ROWAN_TOKEN_PATH) || !rowan_expr_unit_find(p->lexer.text, &node->unit))
        return rowan_expr_expected(p, "day, month or year");
    st = rowan_expr_next(&p->lexer);
    return st == ROWAN_OK ? rowan_expr_require(p, ROWAN_TOKEN_COMMA, "a comma") : st;
}

static enum rowan_status check_arguments(struct rowan_expr_parser *p, const struct rowan_expr_node *node,
                                         int count)
{
    const struct rowan_expr_function *f = node->function;
    const char *unit = f->takes_unit ? "a unit and " : "";
    const char *are = count == 1 ? "is" : "are";

    if (count >= f->least && count <= f->most)
        return ROWAN_OK;
    if (f->most == ROWAN_EXPR_MANY)
        return rowan_expr_refuse(p, node->begin, "%s takes at least %d argument%s, here %s %d", f->name,
                                 f->least, f->least == 1 ? "" : "s", are, count);
    if (f->least != f->most)
        return rowan_expr_refuse(p, node->begin, "%s takes %s%d or %d arguments, here %s %d", f->name, unit,
                                 f->least, f->most, are, count);
    return rowan_expr_refuse(p, node->begin, "%s takes %s%d argument%s, here %s %d", f->name, unit, f->least,
                             f->least == 1 ? "" : "s", are, count);
}

static enum rowan_status parse_arguments(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = ROWAN_OK;
    int count = 0;

    if (node->function->takes_unit)
        st = parse_unit(p, node);
    while (st == ROWAN_OK && !rowan_expr_is_at(p, ROWAN_TOKEN_CLOSE)) {
        st = parse_child(p, node);
        if (st == ROWAN_OK && ++count > ROWAN_EXPR_MANY)
            return rowan_expr_refuse(p, node->begin, "these are more than %d arguments", ROWAN_EXPR_MANY);
        if (st != ROWAN_OK || rowan_expr_is_at(p, ROWAN_TOKEN_CLOSE))
            break;
        st = rowan_expr_require(p, ROWAN_TOKEN_COMMA, "a comma or )");
        if (st == ROWAN_OK && rowan_expr_is_at(p, ROWAN_TOKEN_CLOSE))
            return rowan_expr_expected(p, "an argument");
    }
    if (st == ROWAN_OK)
        st = check_arguments(p, node, count);
    return st == ROWAN_OK ? rowan_expr_next(&p->lexer) : st;
}

/* Those of which the function says that they are numbers. */
static enum rowan_status need_numbers(struct rowan_expr_parser *p, const struct rowan_expr_node *node)
{
    unsigned numbers = node->function->numbers;
    enum rowan_status st = ROWAN_OK;

    for (const struct rowan_expr_node *n = node->first; st == ROWAN_OK && n && numbers; n = n->next) {
        if (numbers & 1)
            st = rowan_expr_need_number(p, n);
        numbers >>= 1;
    }
    return st;
}

static enum rowan_status parse_function(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = rowan_expr_node_new(p, ROWAN_EXPR_CALL, ROWAN_EXPR_IS_VALUE);
    enum rowan_status st;

    if (!node)
        return rowan_out_of_memory(p->err);
    st = find_function(p, &node->function);
    if (st == ROWAN_OK)
        st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = rowan_expr_require(p, ROWAN_TOKEN_OPEN, "(");
    *out = node;
    if (st == ROWAN_OK && node->function->other) {
        st = rowan_expr_parse_other(p, node);
        node->end = p->lexer.last;
        return st;
    }
    if (st == ROWAN_OK)
        st = node->function->aggregates ? rowan_expr_parse_aggregate(p, node) : parse_arguments(p, node);
    if (st == ROWAN_OK)
        st = need_numbers(p, node);
    if (st != ROWAN_OK)
        return st;
    node->end = p->lexer.last;
    node->type = node->function->type ? node->function->type : rowan_expr_type_of_choice(node);
    if (node->function->relation)
        st = rowan_expr_compare_children(p, node, node->function->relation);
    if (st == ROWAN_OK && node->function->prepare)
        st = rowan_expr_prepare(p, node);
    if (node->function->test)
        node->kind = ROWAN_EXPR_IS_CONDITION;
    if (st != ROWAN_OK || node->function->test || node->function->aggregates)
        return st;
    return rowan_expr_fold_constants(p, node);
}

/* ---- CASE ---- */

/* The branches are all values, or all conditions: what the first that is not NULL is. */
static enum rowan_status add_branch(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *branch;
    enum rowan_status st = p->parse_any(p, &branch);

    if (st != ROWAN_OK)
        return st;
    if (node->kind == ROWAN_EXPR_IS_EITHER)
        node->kind = branch->kind;
    if (branch->kind != ROWAN_EXPR_IS_EITHER && branch->kind != node->kind)
        return rowan_expr_refuse(p, branch->begin, "one branch of CASE is a value, another a condition");
    rowan_expr_adopt(node, branch);
    return ROWAN_OK;
}

static enum rowan_status parse_when(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *when;
    enum rowan_status st = rowan_expr_next(&p->lexer);

    if (st == ROWAN_OK)
        st = p->parse_any(p, &when);
    if (st == ROWAN_OK)
        st = node->op == ROWAN_EXPR_CASE ? rowan_expr_need_condition(p, when)
                                         : rowan_expr_need_comparable(p, when);
    if (st != ROWAN_OK)
        return st;
    rowan_expr_adopt(node, when);
    st = rowan_expr_require(p, ROWAN_TOKEN_THEN, "THEN");
    return st == ROWAN_OK ? add_branch(p, node) : st;
}

static enum rowan_status parse_case(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = rowan_expr_node_new(p, ROWAN_EXPR_CASE, ROWAN_EXPR_IS_EITHER);
    enum rowan_status st;

    if (!node)
        return rowan_out_of_memory(p->err);
    *out = node;
    st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK && !rowan_expr_is_at(p, ROWAN_TOKEN_WHEN)) {
        node->op = ROWAN_EXPR_SWITCH;
        st = parse_child(p, node);
    }
    if (st == ROWAN_OK && !rowan_expr_is_at(p, ROWAN_TOKEN_WHEN))
        return rowan_expr_expected(p, "WHEN");
    while (st == ROWAN_OK && rowan_expr_is_at(p, ROWAN_TOKEN_WHEN))
        st = parse_when(p, node);
    if (st == ROWAN_OK && rowan_expr_is_at(p, ROWAN_TOKEN_ELSE)) {
        st = rowan_expr_next(&p->lexer);
        if (st == ROWAN_OK)
            st = add_branch(p, node);
        if (st == ROWAN_OK)
            st = rowan_expr_require(p, ROWAN_TOKEN_END_WORD, "END");
    } else if (st == ROWAN_OK) {
        st = rowan_expr_require(p, ROWAN_TOKEN_END_WORD, "WHEN, ELSE or END");
    }
    if (st != ROWAN_OK)
        return st;
    node->end = p->lexer.last;
    node->type = rowan_expr_type_of_choice(node);
    return node->op == ROWAN_EXPR_SWITCH ? rowan_expr_compare_children(p, node, ROWAN_EXPR_EQUATED)
                                         : ROWAN_OK;
}

static enum rowan_status parse_group(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    size_t begin = p->lexer.begin;
    enum rowan_status st = rowan_expr_next(&p->lexer);

    if (st == ROWAN_OK)
        st = p->parse_any(p, out);
    if (st == ROWAN_OK)
        st = rowan_expr_require(p, ROWAN_TOKEN_CLOSE, "an operator or )");
    if (st != ROWAN_OK)
        return st;
    (*out)->begin = begin;
    (*out)->end = p->lexer.last;
    return ROWAN_OK;
}

enum rowan_status rowan_expr_parse_operand(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    switch (p->lexer.token) {
    case ROWAN_TOKEN_NUMBER:
        return parse_number(p, out);
    case ROWAN_TOKEN_TEXT:
        return parse_text(p, out);
    case ROWAN_TOKEN_PATH:
        return parse_path(p, out);
    case ROWAN_TOKEN_PARAMETER:
        return rowan_expr_parse_parameter(p, out);
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
        return rowan_expr_expected(p, "a path, a value, a function, CASE or (");
    }
}
