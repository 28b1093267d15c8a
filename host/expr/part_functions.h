#ifndef ROWAN_PART_FUNCTIONS_H
#define ROWAN_PART_FUNCTIONS_H
/* Functions that take parts of texts, or fill them up; the table ends with a NULL name. */
#include "expr/evaluation.h"

extern const struct rowan_expr_function rowan_expr_part_functions[];
#endif
