/* A parameter has its type from the mapping, so it is compared as that, whatever its text looks like. */
#include "expr/parameter_parser.h"

static enum rowan_status find(struct rowan_expr_parser *p, struct rowan_expr_parameter *out)
{
    const struct rowan_expr_parameters *parameters = p->paths->parameters;
    char *name = rowan_arena_copy(p->arena, p->lexer.text.data, p->lexer.text.size);
    enum rowan_status st;

    if (!name)
        return rowan_out_of_memory(p->err);
    if (!parameters)
        return rowan_expr_refuse(p, p->lexer.begin, "there are no parameters here");
    st = parameters->find(parameters->context, name, out, p->err);
    return rowan_expr_place_path(p, p->lexer.begin, st);
}

static enum rowan_status set_value(struct rowan_expr_parser *p, const struct rowan_expr_parameter *from,
                                   struct rowan_expr_node *node)
{
    rowan_expr_set_text(&node->value, from->text);
    if (from->type != ROWAN_EXPR_NUMERIC)
        return ROWAN_OK;
    node->value.kind = ROWAN_EXPR_NUMBER;
    if (rowan_number_read(&node->value.number, from->text))
        return ROWAN_OK;
    return rowan_expr_refuse(p, node->begin,
                             "this is not a number of at most %d digits on each side of the point",
                             ROWAN_NUMBER_DIGITS);
}

enum rowan_status rowan_expr_parse_parameter(struct rowan_expr_parser *p, struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = rowan_expr_node_new(p, ROWAN_EXPR_CONSTANT, ROWAN_EXPR_IS_VALUE);
    struct rowan_expr_parameter found = {{NULL, 0}, ROWAN_EXPR_UNTYPED, false};
    enum rowan_status st = node ? find(p, &found) : rowan_out_of_memory(p->err);

    if (st != ROWAN_OK)
        return st;
    *out = node;
    node->type = found.type;
    node->given = true;
    if (found.condition) {
        node->op = ROWAN_EXPR_TRUTH;
        node->kind = ROWAN_EXPR_IS_CONDITION;
        node->truth = !found.text.data            ? ROWAN_EXPR_UNKNOWN
                      : found.text.data[0] == 't' ? ROWAN_EXPR_TRUE
                                                  : ROWAN_EXPR_FALSE;
    } else if (!found.text.data) {
        node->op = ROWAN_EXPR_UNSET;
    } else {
        st = set_value(p, &found, node);
    }
    return st == ROWAN_OK ? rowan_expr_next(&p->lexer) : st;
}
