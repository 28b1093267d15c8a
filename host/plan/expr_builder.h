#ifndef ROWAN_EXPR_BUILDER_H
#define ROWAN_EXPR_BUILDER_H
/* The expression of a column: its paths become paths of the plan. */
#include "plan/plan.h"

/* ROWAN_MAPPING without the place of the column. */
enum rowan_status rowan_plan_expr(struct rowan_plan *plan, const struct rowan_table *table,
                                  struct rowan_column *column, const char *text, struct rowan_error *err);
#endif
