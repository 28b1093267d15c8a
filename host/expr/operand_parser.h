#ifndef ROWAN_OPERAND_PARSER_H
#define ROWAN_OPERAND_PARSER_H
/* What operators stand between. */
#include "expr/parser_state.h"

enum rowan_status rowan_expr_parse_operand(struct rowan_expr_parser *p, struct rowan_expr_node **out);
#endif
