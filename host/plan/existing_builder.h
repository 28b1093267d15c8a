#ifndef ROWAN_EXISTING_BUILDER_H
#define ROWAN_EXISTING_BUILDER_H
/* existing "table" { by, take }, of a column that is added, and when all columns of the mapping are there. */
#include "plan/column_spec.h"

/* The spec's names are kept. */
enum rowan_status rowan_plan_existing_keep(struct rowan_plan *plan, const struct rowan_table *table,
                                           struct rowan_column *column, const struct rowan_column_spec *spec,
                                           struct rowan_error *err);
/* Find the columns of the row; columns with numbers of the database are marked. */
enum rowan_status rowan_plan_existing(struct rowan_plan *plan, const struct rowan_table *table,
                                      struct rowan_column *column, struct rowan_error *err);
#endif
