/* A name stands in quotes, as a text: a bare one is a path. */
#include "expr/other_parser.h"

/* The name in hand. */
static enum rowan_status parse_name(struct rowan_expr_parser *p, const struct rowan_expr_node *node,
                                    const char **out)
{
    const char *name = node->function->name;

    if (!rowan_expr_is_at(p, ROWAN_TOKEN_TEXT))
        return rowan_expr_refuse(p, p->lexer.begin, "%s takes a name in quotes: %s('no')", name, name);
    *out = rowan_expr_unquoted(p).data;
    return *out ? rowan_expr_next(&p->lexer) : rowan_out_of_memory(p->err);
}

enum rowan_status rowan_expr_parse_other(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    enum rowan_expr_other other = node->function->other;
    size_t place = p->lexer.begin;
    const char *name = NULL;
    enum rowan_status st = ROWAN_OK;

    if (!p->paths->other)
        return rowan_expr_refuse(p, node->begin, "there is no row here that %s could be of",
                                 node->function->name);
    if (node->function->most > 0)
        st = parse_name(p, node, &name);
    if (st == ROWAN_OK && !rowan_expr_is_at(p, ROWAN_TOKEN_CLOSE))
        return rowan_expr_expected(p, ")");
    if (st == ROWAN_OK)
        st = rowan_expr_place_path(
            p, place, p->paths->other(p->paths->context, other, name, &node->operand, &node->type, p->err));
    node->op = ROWAN_EXPR_OTHER;
    return st == ROWAN_OK ? rowan_expr_next(&p->lexer) : st;
}
