#ifndef ROWAN_TEXT_FUNCTIONS_H
#define ROWAN_TEXT_FUNCTIONS_H
/* Functions of texts; the table ends with a NULL name. */
#include "expr/evaluation.h"

extern const struct rowan_expr_function rowan_expr_text_functions[];
#endif
