#ifndef ROWAN_DATE_FUNCTIONS_H
#define ROWAN_DATE_FUNCTIONS_H
/* Functions of dates; the table ends with a NULL name. */
#include "expr/evaluation.h"

extern const struct rowan_expr_function rowan_expr_date_functions[];
/* day, month or year */
bool rowan_expr_unit_find(struct rowan_slice word, enum rowan_expr_unit *unit);
#endif
