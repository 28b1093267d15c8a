/*
 * Tokens -> tree, by recursive descent, loosest operator first: OR, AND, NOT, comparison, ||, + -, * / // %,
 * sign, **. Values and conditions are told apart here, so evaluation never meets the wrong one; what is made
 * of constants only is calculated here, once.
 */
#include "expr/expr_parser.h"

#include "base/utf8.h"
#include "expr/condition_parser.h"
#include "expr/operand_parser.h"
#include "expr/parser_state.h"

#define NEST_MAX 50 /* parentheses, functions, CASE, NOT and signs in each other */

static enum rowan_status parse_sign(struct rowan_expr_parser *p, struct rowan_expr_node **out);

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
        st = rowan_expr_node_over(p, op, ROWAN_EXPR_IS_VALUE, left, right, out);
    return st == ROWAN_OK ? rowan_expr_fold_constants(p, *out) : st;
}

static enum rowan_status parse_power(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st = rowan_expr_parse_operand(p, out);

    if (st != ROWAN_OK || !rowan_expr_is_at(p, ROWAN_TOKEN_STARS))
        return st;
    if (++p->nest > NEST_MAX)
        return rowan_expr_refuse(p, p->lexer.begin, "the expression is nested too deep");
    /* The exponent may have a sign; a ** b ** c is a ** (b ** c). */
    st = join(p, ROWAN_EXPR_POWER, parse_sign, out);
    p->nest--;
    return st;
}

static enum rowan_status parse_sign(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    bool minus = rowan_expr_is_at(p, ROWAN_TOKEN_MINUS);
    size_t begin = p->lexer.begin;
    struct rowan_expr_node *of = NULL;
    enum rowan_status st;

    if (!minus && !rowan_expr_is_at(p, ROWAN_TOKEN_PLUS))
        return parse_power(p, out);
    if (++p->nest > NEST_MAX)
        return rowan_expr_refuse(p, begin, "the expression is nested too deep");
    st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = parse_sign(p, minus ? &of : out);
    p->nest--;
    if (st != ROWAN_OK || !minus)
        return st;
    st = rowan_expr_need_value(p, of);
    if (st == ROWAN_OK)
        st = rowan_expr_node_over(p, ROWAN_EXPR_NEGATE, ROWAN_EXPR_IS_VALUE, of, NULL, out);
    if (st != ROWAN_OK)
        return st;
    (*out)->begin = begin;
    return rowan_expr_fold_constants(p, *out);
}

/* ---- operators: from tight to loose ---- */

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
        for (i = 0; i < count && !rowan_expr_is_at(p, operators[i].token);)
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

    if (st != ROWAN_OK || !rowan_expr_is_at(p, token))
        return st;
    st = need(p, *out);
    if (st == ROWAN_OK)
        st = rowan_expr_node_over(p, op, kind, *out, NULL, &list);
    while (st == ROWAN_OK && rowan_expr_is_at(p, token)) {
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

    return st == ROWAN_OK && (*out)->op == ROWAN_EXPR_CONCAT ? rowan_expr_fold_constants(p, *out) : st;
}

/* ---- conditions ---- */

static enum rowan_status parse_not(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    size_t begin = p->lexer.begin;
    struct rowan_expr_node *of;
    enum rowan_status st;

    if (!rowan_expr_is_at(p, ROWAN_TOKEN_NOT))
        return rowan_expr_parse_comparison(p, out);
    if (++p->nest > NEST_MAX)
        return rowan_expr_refuse(p, begin, "the expression is nested too deep");
    st = rowan_expr_next(&p->lexer);
    if (st == ROWAN_OK)
        st = parse_not(p, &of);
    p->nest--;
    if (st == ROWAN_OK)
        st = rowan_expr_need_condition(p, of);
    if (st == ROWAN_OK)
        st = rowan_expr_node_over(p, ROWAN_EXPR_NOT, ROWAN_EXPR_IS_CONDITION, of, NULL, out);
    if (st == ROWAN_OK)
        (*out)->begin = begin;
    return st;
}

static enum rowan_status parse_and(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    return parse_list(p, ROWAN_TOKEN_AND, ROWAN_EXPR_AND, ROWAN_EXPR_IS_CONDITION, parse_not,
                      rowan_expr_need_condition, out);
}

static enum rowan_status parse_any(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    enum rowan_status st;

    if (++p->nest > NEST_MAX)
        return rowan_expr_refuse(p, p->lexer.begin, "the expression is nested too deep");
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
    struct rowan_expr_parser p = {.lexer.err = err,
                                  .arena = arena,
                                  .paths = paths,
                                  .err = err,
                                  .parse_any = parse_any,
                                  .parse_concat = parse_concat};
    struct rowan_expr *expr = NULL;
    enum rowan_status st;

    if (rowan_utf8_length(text) < 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "the expression is not valid UTF-8, or holds a NUL");
    st = copy_source(&p, text, &expr);
    if (st == ROWAN_OK)
        st = rowan_expr_next(&p.lexer);
    if (st == ROWAN_OK)
        st = parse_any(&p, &expr->root);
    if (st == ROWAN_OK && !rowan_expr_is_at(&p, ROWAN_TOKEN_END))
        st = rowan_expr_expected(&p, "an operator or the end");
    if (st != ROWAN_OK)
        return st;
    rowan_expr_one_line(expr->text, expr->line);
    *out = expr;
    return ROWAN_OK;
}
