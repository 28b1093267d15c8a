#ifndef ROWAN_CONDITION_PARSER_H
#define ROWAN_CONDITION_PARSER_H
/* Comparisons: a value alone, or what is asked of it. */
#include "expr/parser_state.h"

enum rowan_status rowan_expr_parse_comparison(struct rowan_expr_parser *p, struct rowan_expr_node **out);
#endif
