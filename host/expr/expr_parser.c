/*
 * Tokens -> tree, by recursive descent, loosest operator first: OR, AND, NOT, comparison, ||, + -, * / // %,
 * sign, **. Values and conditions are told apart here, so evaluation never meets the wrong one; what is made
 * of constants only is calculated here, once.
 */
#include "expr/expr_parser.h"
#include "value/casefold.h"
#include "value/value.h"

static enum rowan_status parse_concat(struct rowan_expr_parser *p, struct rowan_expr_node **out);
static enum rowan_status parse_sign(struct rowan_expr_parser *p, struct rowan_expr_node **out);

/* ---- from tight to loose ---- */

/* A node over one child and perhaps more of them. */
static enum rowan_status make(struct rowan_expr_parser *p, enum rowan_expr_op op, enum rowan_expr_kind kind,
                              struct rowan_expr_node *first, struct rowan_expr_node *second,
                              struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = rowan_expr_node_new(p, op, kind);

    if (!node)
        return rowan_out_of_memory(p->err);
    node->begin = first->begin;
    node->end = p->lexer.last;
    rowan_expr_adopt(node, first);
    if (second)
        rowan_expr_adopt(node, second);
    if (node->depth > ROWAN_EXPR_DEPTH_MAX)
        return rowan_expr_fail_at(p, first->begin, "the expression is nested too deep");
    *out = node;
    return ROWAN_OK;
}

/* Parse right and make op(left, right), both values. left is in *out. */
static enum rowan_status join(struct rowan_expr_parser *p, enum rowan_expr_op op,
                              enum rowan_status (*parse_right)(struct rowan_expr_parser *,
                                                               struct rowan_expr_node **),
                              struct rowan_expr_node **out)
{
    struct rowan_expr_node *left = *out;
    struct rowan_expr_node *right;
    enum rowan_status st = rowan_expr_need_value(p, left);

    if (st == ROWAN_OK)
        st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = parse_right(p, &right);
    if (st == ROWAN_OK)
        st = rowan_expr_need_value(p, right);
    if (st == ROWAN_OK)
        st = make(p, op, ROWAN_EXPR_IS_VALUE, left, right, out);
    return st == ROWAN_OK ? rowan_expr_fold(p, *out) : st;
}

static enum rowan_status parse_power(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st = rowan_expr_parse_primary(p, out);

    if (st != ROWAN_OK || !rowan_expr_at(p, ROWAN_TOKEN_STARS))
        return st;
    if (++p->nest > ROWAN_EXPR_NEST_MAX)
        return rowan_expr_fail_at(p, p->lexer.begin, "the expression is nested too deep");
    /* The exponent may have a sign; a ** b ** c is a ** (b ** c). */
    st = join(p, ROWAN_EXPR_POWER, parse_sign, out);
    p->nest--;
    return st;
}

static enum rowan_status parse_sign(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    bool minus = rowan_expr_at(p, ROWAN_TOKEN_MINUS);
    size_t begin = p->lexer.begin;
    struct rowan_expr_node *of = NULL;
    enum rowan_status st;

    if (!minus && !rowan_expr_at(p, ROWAN_TOKEN_PLUS))
        return parse_power(p, out);
    if (++p->nest > ROWAN_EXPR_NEST_MAX)
        return rowan_expr_fail_at(p, begin, "the expression is nested too deep");
    st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = parse_sign(p, minus ? &of : out);
    p->nest--;
    if (st != ROWAN_OK || !minus)
        return st;
    st = rowan_expr_need_value(p, of);
    if (st == ROWAN_OK)
        st = make(p, ROWAN_EXPR_NEGATE, ROWAN_EXPR_IS_VALUE, of, NULL, out);
    if (st != ROWAN_OK)
        return st;
    (*out)->begin = begin;
    return rowan_expr_fold(p, *out);
}

struct binary {
    enum rowan_expr_token token;
    enum rowan_expr_op op;
};

/* a op b op c, from left to right. */
static enum rowan_status
parse_chain(struct rowan_expr_parser *p, const struct binary *operators, size_t count,
            enum rowan_status (*parse_operand)(struct rowan_expr_parser *, struct rowan_expr_node **),
            struct rowan_expr_node **out)
{
    enum rowan_status st = parse_operand(p, out);
    size_t i = 0;

    while (st == ROWAN_OK) {
        for (i = 0; i < count && !rowan_expr_at(p, operators[i].token);)
            i++;
        if (i == count)
            break;
        st = join(p, operators[i].op, parse_operand, out);
    }
    return st;
}

static enum rowan_status parse_product(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    static const struct binary operators[] = {{ROWAN_TOKEN_STAR, ROWAN_EXPR_MULTIPLY},
                                              {ROWAN_TOKEN_SLASH, ROWAN_EXPR_DIVIDE},
                                              {ROWAN_TOKEN_SLASHES, ROWAN_EXPR_QUOTIENT},
                                              {ROWAN_TOKEN_PERCENT, ROWAN_EXPR_REST}};

    return parse_chain(p, operators, 4, parse_sign, out);
}

static enum rowan_status parse_sum(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    static const struct binary operators[] = {{ROWAN_TOKEN_PLUS, ROWAN_EXPR_ADD},
                                              {ROWAN_TOKEN_MINUS, ROWAN_EXPR_SUBTRACT}};

    return parse_chain(p, operators, 2, parse_product, out);
}

/* a token b token c as one node: long ones do not nest. */
static enum rowan_status
parse_list(struct rowan_expr_parser *p, enum rowan_expr_token token, enum rowan_expr_op op,
           enum rowan_expr_kind kind,
           enum rowan_status (*parse_one)(struct rowan_expr_parser *, struct rowan_expr_node **),
           enum rowan_status (*need)(struct rowan_expr_parser *, const struct rowan_expr_node *),
           struct rowan_expr_node **out)
{
    enum rowan_status st = parse_one(p, out);
    struct rowan_expr_node *list = NULL;
    struct rowan_expr_node *one;

    if (st != ROWAN_OK || !rowan_expr_at(p, token))
        return st;
    st = need(p, *out);
    if (st == ROWAN_OK)
        st = make(p, op, kind, *out, NULL, &list);
    while (st == ROWAN_OK && rowan_expr_at(p, token)) {
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

static enum rowan_status parse_concat(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st = parse_list(p, ROWAN_TOKEN_BARS, ROWAN_EXPR_CONCAT, ROWAN_EXPR_IS_VALUE, parse_sum,
                                      rowan_expr_need_value, out);

    return st == ROWAN_OK && (*out)->op == ROWAN_EXPR_CONCAT ? rowan_expr_fold(p, *out) : st;
}

/* ---- conditions ---- */

/* A value that something is compared with becomes a child. */
static enum rowan_status add_compared(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *child;
    enum rowan_status st = parse_concat(p, &child);

    if (st == ROWAN_OK)
        st = rowan_expr_need_comparable(p, child);
    if (st == ROWAN_OK)
        rowan_expr_adopt(node, child);
    return st;
}

static enum rowan_status parse_between(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = add_compared(p, node);

    if (st == ROWAN_OK)
        st = rowan_expr_require(p, ROWAN_TOKEN_AND, "AND and the upper bound");
    return st == ROWAN_OK ? add_compared(p, node) : st;
}

static enum rowan_status parse_in(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = rowan_expr_require(p, ROWAN_TOKEN_OPEN, "( and the values");

    while (st == ROWAN_OK) {
        st = add_compared(p, node);
        if (st != ROWAN_OK || !rowan_expr_at(p, ROWAN_TOKEN_COMMA))
            break;
        st = rowan_expr_next(&p->lexer);
    }
    return st == ROWAN_OK ? rowan_expr_require(p, ROWAN_TOKEN_CLOSE, "a comma or )") : st;
}

static enum rowan_status parse_escape(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    const struct rowan_expr_node *pattern = node->last;
    struct rowan_slice text = p->lexer.text;

    if (!rowan_expr_at(p, ROWAN_TOKEN_TEXT) || rowan_utf8_length(text) != 1)
        return rowan_expr_expected(p, "one character in quotes");
    node->escape = rowan_casefold_next(&text);
    if (pattern->op == ROWAN_EXPR_CONSTANT && pattern->value.kind == ROWAN_EXPR_TEXT &&
        !rowan_expr_escapes_well(pattern->value.text, node->escape))
        return rowan_expr_fail_at(p, pattern->begin,
                                  "the escape character must stand before %%, _ or itself");
    return rowan_expr_next(&p->lexer);
}

static enum rowan_status parse_like(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = add_compared(p, node);

    if (st != ROWAN_OK || !rowan_expr_at(p, ROWAN_TOKEN_ESCAPE))
        return st;
    st = rowan_expr_next(&p->lexer);
    return st == ROWAN_OK ? parse_escape(p, node) : st;
}

static enum rowan_status parse_is(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = ROWAN_OK;

    if (rowan_expr_at(p, ROWAN_TOKEN_NOT)) {
        node->negated = true;
        st = rowan_expr_next(&p->lexer);
    }
    if (st != ROWAN_OK)
        return st;
    if (!rowan_expr_at(p, ROWAN_TOKEN_NULL) && !rowan_expr_at(p, ROWAN_TOKEN_EMPTY))
        return rowan_expr_expected(p, node->negated ? "NULL or EMPTY" : "NULL, EMPTY or NOT");
    node->op = rowan_expr_at(p, ROWAN_TOKEN_NULL) ? ROWAN_EXPR_IS_NULL : ROWAN_EXPR_IS_EMPTY;
    return rowan_expr_next(&p->lexer);
}

/* What follows the value that a condition is about; the token in hand says which condition. */
static enum rowan_status parse_rest(struct rowan_expr_parser *p, struct rowan_expr_node *node)
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

static bool begins_rest(const struct rowan_expr_parser *p)
{
    enum rowan_expr_token token = p->lexer.token;

    return token == ROWAN_TOKEN_IS || token == ROWAN_TOKEN_BETWEEN || token == ROWAN_TOKEN_IN ||
           token == ROWAN_TOKEN_LIKE || token == ROWAN_TOKEN_ILIKE ||
           (token >= ROWAN_TOKEN_EQ && token <= ROWAN_TOKEN_GE);
}

static enum rowan_status parse_comparison(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = NULL;
    enum rowan_status st = parse_concat(p, out);
    bool negated = st == ROWAN_OK && rowan_expr_at(p, ROWAN_TOKEN_NOT);

    if (st != ROWAN_OK || (!negated && !begins_rest(p)))
        return st;
    st = rowan_expr_at(p, ROWAN_TOKEN_IS) ? rowan_expr_need_value(p, *out)
                                          : rowan_expr_need_comparable(p, *out);
    if (st == ROWAN_OK)
        st = make(p, ROWAN_EXPR_EQ, ROWAN_EXPR_IS_CONDITION, *out, NULL, &node);
    if (st == ROWAN_OK && negated) {
        node->negated = true;
        st = rowan_expr_next(&p->lexer);
        if (st == ROWAN_OK && !rowan_expr_at(p, ROWAN_TOKEN_IN) && !rowan_expr_at(p, ROWAN_TOKEN_LIKE) &&
            !rowan_expr_at(p, ROWAN_TOKEN_ILIKE) && !rowan_expr_at(p, ROWAN_TOKEN_BETWEEN))
            return rowan_expr_expected(p, "BETWEEN, IN, LIKE or ILIKE after NOT");
    }
    if (st == ROWAN_OK)
        st = parse_rest(p, node);
    if (st != ROWAN_OK)
        return st;
    node->end = p->lexer.last;
    *out = node;
    return ROWAN_OK;
}

static enum rowan_status parse_not(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    size_t begin = p->lexer.begin;
    struct rowan_expr_node *of;
    enum rowan_status st;

    if (!rowan_expr_at(p, ROWAN_TOKEN_NOT))
        return parse_comparison(p, out);
    if (++p->nest > ROWAN_EXPR_NEST_MAX)
        return rowan_expr_fail_at(p, begin, "the expression is nested too deep");
    st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = parse_not(p, &of);
    p->nest--;
    if (st == ROWAN_OK)
        st = rowan_expr_need_condition(p, of);
    if (st == ROWAN_OK)
        st = make(p, ROWAN_EXPR_NOT, ROWAN_EXPR_IS_CONDITION, of, NULL, out);
    if (st == ROWAN_OK)
        (*out)->begin = begin;
    return st;
}

static enum rowan_status parse_and(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    return parse_list(p, ROWAN_TOKEN_AND, ROWAN_EXPR_AND, ROWAN_EXPR_IS_CONDITION, parse_not,
                      rowan_expr_need_condition, out);
}

enum rowan_status rowan_expr_parse_or(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st;

    if (++p->nest > ROWAN_EXPR_NEST_MAX)
        return rowan_expr_fail_at(p, p->lexer.begin, "the expression is nested too deep");
    st = parse_list(p, ROWAN_TOKEN_OR, ROWAN_EXPR_OR, ROWAN_EXPR_IS_CONDITION, parse_and,
                    rowan_expr_need_condition, out);
    p->nest--;
    return st;
}

/* ---- the whole ---- */

static enum rowan_status copy_source(struct rowan_expr_parser *p, struct rowan_slice text,
                                     struct rowan_expr **out)
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
    struct rowan_expr_parser p = {.lexer.err = err, .arena = arena, .paths = paths, .err = err};
    struct rowan_expr *expr = NULL;
    enum rowan_status st;

    if (rowan_utf8_length(text) < 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "the expression is not valid UTF-8, or holds a NUL");
    st = copy_source(&p, text, &expr);
    if (st == ROWAN_OK)
        st = rowan_expr_next(&p.lexer);
    if (st == ROWAN_OK)
        st = rowan_expr_parse_or(&p, &expr->root);
    if (st == ROWAN_OK && !rowan_expr_at(&p, ROWAN_TOKEN_END))
        st = rowan_expr_expected(&p, "an operator or the end");
    if (st != ROWAN_OK)
        return st;
    rowan_expr_one_line(expr->text, expr->line);
    *out = expr;
    return ROWAN_OK;
}
