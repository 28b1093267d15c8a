#ifndef ROWAN_REGEXP_FUNCTIONS_H
#define ROWAN_REGEXP_FUNCTIONS_H
/* Functions of regular expressions; the table ends with a NULL name. */
#include "expr/evaluation.h"

extern const struct rowan_expr_function rowan_expr_regexp_functions[];
#endif
