#ifndef ROWAN_EXPR_BUILDER_H
#define ROWAN_EXPR_BUILDER_H
/* The expressions of columns: their paths become paths of the plan, and the names in them are found. */
#include "plan/plan.h"

/* Parse the text of column, which has its name and place. hidden: it is no column of a row, so that it has
 * none beside it. */
enum rowan_status rowan_plan_expr(struct rowan_plan *plan, const struct rowan_table *table,
                                  struct rowan_column *column, bool hidden, struct rowan_error *err);
/* Those of all columns, when all tables are there; and in which order the columns of a row are made. */
enum rowan_status rowan_plan_exprs(struct rowan_plan *plan, struct rowan_error *err);
#endif
