#ifndef ROWAN_OTHER_FUNCTIONS_H
#define ROWAN_OTHER_FUNCTIONS_H
/* What stands like a function and is a value of the row, its parent or the source; ends with a NULL name. */
#include "expr/evaluation.h"

extern const struct rowan_expr_function rowan_expr_other_functions[];
#endif
