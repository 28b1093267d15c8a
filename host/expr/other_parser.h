#ifndef ROWAN_OTHER_PARSER_H
#define ROWAN_OTHER_PARSER_H
/* column('net'), parent('no'), source('id'), position(): from behind the parenthesis to the one that closes.
 */
#include "expr/parser_state.h"

enum rowan_status rowan_expr_parse_other(struct rowan_expr_parser *p, struct rowan_expr_node *node);
#endif
