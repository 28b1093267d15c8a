#ifndef ROWAN_PARAMETER_PARSER_H
#define ROWAN_PARAMETER_PARSER_H
/* $country: a constant whose value whoever runs the mapping says. */
#include "expr/parser_state.h"

enum rowan_status rowan_expr_parse_parameter(struct rowan_expr_parser *p, struct rowan_expr_node **out);
#endif
