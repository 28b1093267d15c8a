#ifndef ROWAN_NUMBER_FUNCTIONS_H
#define ROWAN_NUMBER_FUNCTIONS_H
/* Functions of numbers; the table ends with a NULL name. */
#include "expr/evaluation.h"

extern const struct rowan_expr_function rowan_expr_number_functions[];
#endif
