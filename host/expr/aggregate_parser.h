#ifndef ROWAN_AGGREGATE_PARSER_H
#define ROWAN_AGGREGATE_PARSER_H
/* The arguments of an aggregate, from the path to the parenthesis behind. */
#include "expr/parser_state.h"

enum rowan_status rowan_expr_parse_aggregate(struct rowan_expr_parser *p, struct rowan_expr_node *node);
#endif
