#ifndef ROWAN_FUNCTIONS_H
#define ROWAN_FUNCTIONS_H
/* All functions of the language, by their names. */
#include "base/suggest.h"
#include "expr/evaluation.h"

/* One after the other; NULL when there is no such one. */
const char *rowan_expr_function_name(size_t index);
/* NULL when there is none; then suggest has the name that may have been meant. */
const struct rowan_expr_function *rowan_expr_function_find(struct rowan_slice name,
                                                           struct rowan_suggest *suggest);
#endif
