#ifndef ROWAN_DIGEST_FUNCTIONS_H
#define ROWAN_DIGEST_FUNCTIONS_H
/* Digests of texts; the table ends with a NULL name. */
#include "expr/evaluation.h"

extern const struct rowan_expr_function rowan_expr_digest_functions[];
#endif
