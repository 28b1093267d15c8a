/* sum(Line, @qty * @price): the path of the matches, and what is taken of each; or sum(Line/@price) of its
 * text. */
#include "expr/aggregate_parser.h"

/* min and max of texts that nothing says more of: the order is open. */
static enum rowan_status check_order(struct rowan_expr_parser *p, const struct rowan_expr_node *node,
                                     const char *path, size_t place)
{
    const struct rowan_expr_function *f = node->function;

    if (!f->relation)
        return ROWAN_OK;
    return rowan_expr_refuse(p, place,
                             "nothing says whether numbers, dates or texts are put in order here; write "
                             "%s(%.60s, decimal(.)), or date(.), timestamp(.) or trim(.)",
                             f->name, path);
}

/* The token in hand follows the path. */
static enum rowan_status check_rest(struct rowan_expr_parser *p, const struct rowan_expr_node *node,
                                    size_t place)
{
    const char *name = node->function->name;

    if (rowan_expr_is_at(p, ROWAN_TOKEN_CLOSE))
        return ROWAN_OK;
    if (rowan_expr_is_at(p, ROWAN_TOKEN_END))
        return rowan_expr_expected(p, "a comma or )");
    if (node->function->most == 1)
        return rowan_expr_refuse(p, place,
                                 "%s takes a path and nothing else; which of its matches are meant, brackets "
                                 "say: %s(Line[@qty > 1])",
                                 name, name);
    if (!rowan_expr_is_at(p, ROWAN_TOKEN_COMMA))
        return rowan_expr_refuse(p, place,
                                 "%s takes the path of the matches first, and then what is calculated of "
                                 "each: %s(Line, @qty * @price)",
                                 name, name);
    return ROWAN_OK;
}

/* What is calculated of each match. */
static enum rowan_status parse_each(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_node *of;
    enum rowan_status st = rowan_expr_next(&p->lexer);

    if (st == ROWAN_OK)
        st = p->parse_any(p, &of);
    if (st == ROWAN_OK)
        st = rowan_expr_need_value(p, of);
    if (st == ROWAN_OK)
        rowan_expr_adopt(node, of);
    return st;
}

static enum rowan_status parse_matches(struct rowan_expr_parser *p, struct rowan_expr_node *node,
                                       const char *path, struct rowan_expr_node *own, size_t place)
{
    bool folds = node->function->most > 1;
    bool text = folds && rowan_expr_is_at(p, ROWAN_TOKEN_CLOSE);
    enum rowan_status st = check_rest(p, node, place);

    if (st == ROWAN_OK && text)
        st = check_order(p, node, path, place);
    if (st == ROWAN_OK)
        st = rowan_expr_place_path(p, place,
                                   p->paths->enter(p->paths->context, path, text, &node->operand, p->err));
    if (st != ROWAN_OK)
        return st;
    if (text)
        rowan_expr_adopt(node, own);
    else if (folds)
        st = parse_each(p, node);
    p->paths->leave(p->paths->context);
    return st == ROWAN_OK ? rowan_expr_require(p, ROWAN_TOKEN_CLOSE, "an operator or )") : st;
}

enum rowan_status rowan_expr_parse_aggregate(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    size_t place = p->lexer.begin;
    const char *name = node->function->name;
    struct rowan_expr_node *own;
    char *path;
    enum rowan_status st;

    if (!p->paths->enter)
        return rowan_expr_refuse(p, node->begin, "%s goes over the matches of a path, and here are none",
                                 name);
    if (!rowan_expr_is_at(p, ROWAN_TOKEN_PATH))
        return rowan_expr_refuse(p, place, "%s goes over the matches of a path: %s(Line%s)", name, name,
                                 node->function->most > 1 ? ", @qty * @price" : "");
    path = rowan_arena_copy(p->arena, p->lexer.text.data, p->lexer.text.size);
    own = rowan_expr_node_new(p, ROWAN_EXPR_OPERAND, ROWAN_EXPR_IS_VALUE);
    if (!path || !own)
        return rowan_out_of_memory(p->err);
    st = rowan_expr_next(&p->lexer);
    return st == ROWAN_OK ? parse_matches(p, node, path, own, place) : st;
}
