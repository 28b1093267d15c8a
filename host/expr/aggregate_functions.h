#ifndef ROWAN_AGGREGATE_FUNCTIONS_H
#define ROWAN_AGGREGATE_FUNCTIONS_H
/* Functions that go over the matches of a path; the table ends with a NULL name. */
#include "expr/evaluation.h"

extern const struct rowan_expr_function rowan_expr_aggregate_functions[];
#endif
