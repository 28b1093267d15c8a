/* They are resolved by the parser (other_parser.h), so there is nothing to call. */
#include "expr/other_functions.h"

const struct rowan_expr_function rowan_expr_other_functions[] = {
    {.name = "column", .least = 1, .most = 1, .other = ROWAN_EXPR_OF_COLUMN},
    {.name = "level", .other = ROWAN_EXPR_OF_LEVEL},
    {.name = "ordinal", .other = ROWAN_EXPR_OF_ORDINAL},
    {.name = "parent", .least = 1, .most = 1, .other = ROWAN_EXPR_OF_PARENT},
    {.name = "position", .other = ROWAN_EXPR_OF_POSITION},
    {.name = "source", .least = 1, .most = 1, .other = ROWAN_EXPR_OF_SOURCE},
    {.name = NULL},
};
