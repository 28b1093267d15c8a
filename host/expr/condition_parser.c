/* What follows a value and makes a condition of it. */
#include "expr/condition_parser.h"

#include "base/utf8.h"
#include "expr/evaluation.h"
#include "expr/like.h"
#include "expr/parser_state.h"
#include "value/casefold.h"

/* A value that something is compared with becomes a child. */
static enum rowan_status add_compared(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *child;
    enum rowan_status st = p->parse_concat(p, &child);

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
        if (st != ROWAN_OK || !rowan_expr_is_at(p, ROWAN_TOKEN_COMMA))
            break;
        st = rowan_expr_next(&p->lexer);
    }
    return st == ROWAN_OK ? rowan_expr_require(p, ROWAN_TOKEN_CLOSE, "a comma or )") : st;
}

static enum rowan_status parse_escape(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    const struct rowan_expr_node *pattern = node->last;
    struct rowan_slice text = p->lexer.text;

    if (!rowan_expr_is_at(p, ROWAN_TOKEN_TEXT) || rowan_utf8_length(text) != 1)
        return rowan_expr_expected(p, "one character in quotes");
    node->escape = rowan_casefold_next(&text);
    if (pattern->op == ROWAN_EXPR_CONSTANT && pattern->value.kind == ROWAN_EXPR_TEXT &&
        !rowan_like_escapes_well(pattern->value.text, node->escape))
        return rowan_expr_refuse(p, pattern->begin, "the escape character must stand before %%, _ or itself");
    return rowan_expr_next(&p->lexer);
}

static enum rowan_status parse_like(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = add_compared(p, node);

    if (st != ROWAN_OK || !rowan_expr_is_at(p, ROWAN_TOKEN_ESCAPE))
        return st;
    st = rowan_expr_next(&p->lexer);
    return st == ROWAN_OK ? parse_escape(p, node) : st;
}

static enum rowan_status parse_is(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    enum rowan_status st = ROWAN_OK;

    if (rowan_expr_is_at(p, ROWAN_TOKEN_NOT)) {
        node->negated = true;
        st = rowan_expr_next(&p->lexer);
    }
    if (st != ROWAN_OK)
        return st;
    if (!rowan_expr_is_at(p, ROWAN_TOKEN_NULL) && !rowan_expr_is_at(p, ROWAN_TOKEN_EMPTY))
        return rowan_expr_expected(p, node->negated ? "NULL or EMPTY" : "NULL, EMPTY or NOT");
    node->op = rowan_expr_is_at(p, ROWAN_TOKEN_NULL) ? ROWAN_EXPR_IS_NULL : ROWAN_EXPR_IS_EMPTY;
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

static enum rowan_expr_relation relation_of(enum rowan_expr_op op)
{
    if (op == ROWAN_EXPR_EQ || op == ROWAN_EXPR_NE || op == ROWAN_EXPR_IN)
        return ROWAN_EXPR_EQUATED;
    return op >= ROWAN_EXPR_LT && op <= ROWAN_EXPR_BETWEEN ? ROWAN_EXPR_ORDERED : ROWAN_EXPR_UNRELATED;
}

static bool begins_rest(const struct rowan_expr_parser *p)
{
    enum rowan_expr_token token = p->lexer.token;

    return token == ROWAN_TOKEN_IS || token == ROWAN_TOKEN_BETWEEN || token == ROWAN_TOKEN_IN ||
           token == ROWAN_TOKEN_LIKE || token == ROWAN_TOKEN_ILIKE ||
           (token >= ROWAN_TOKEN_EQ && token <= ROWAN_TOKEN_GE);
}

enum rowan_status rowan_expr_parse_comparison(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = NULL;
    enum rowan_status st = p->parse_concat(p, out);
    bool negated = st == ROWAN_OK && rowan_expr_is_at(p, ROWAN_TOKEN_NOT);

    if (st != ROWAN_OK || (!negated && !begins_rest(p)))
        return st;
    st = rowan_expr_is_at(p, ROWAN_TOKEN_IS) ? rowan_expr_need_value(p, *out)
                                             : rowan_expr_need_comparable(p, *out);
    if (st == ROWAN_OK)
        st = rowan_expr_node_over(p, ROWAN_EXPR_EQ, ROWAN_EXPR_IS_CONDITION, *out, NULL, &node);
    if (st == ROWAN_OK && negated) {
        node->negated = true;
        st = rowan_expr_next(&p->lexer);
        if (st == ROWAN_OK && !rowan_expr_is_at(p, ROWAN_TOKEN_IN) &&
            !rowan_expr_is_at(p, ROWAN_TOKEN_LIKE) && !rowan_expr_is_at(p, ROWAN_TOKEN_ILIKE) &&
            !rowan_expr_is_at(p, ROWAN_TOKEN_BETWEEN))
            return rowan_expr_expected(p, "BETWEEN, IN, LIKE or ILIKE after NOT");
    }
    if (st == ROWAN_OK)
        st = parse_rest(p, node);
    if (st != ROWAN_OK)
        return st;
    node->end = p->lexer.last;
    *out = node;
    if (!relation_of(node->op))
        return ROWAN_OK;
    return rowan_expr_compare_children(p, node, relation_of(node->op));
}
