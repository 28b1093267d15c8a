#ifndef ROWAN_COLUMN_BUILDER_H
#define ROWAN_COLUMN_BUILDER_H
/* Adding columns to a plan that is being built. */
#include "plan/column_spec.h"

enum rowan_status rowan_plan_column(struct rowan_plan *plan, int table, const struct rowan_column_spec *spec,
                                    struct rowan_error *err);
/* A column that belongs to no table's columns: a condition, a rank, the text of an entry of unpivot. */
enum rowan_status rowan_plan_hidden(struct rowan_plan *plan, struct rowan_table *table,
                                    const struct rowan_column_spec *spec, struct rowan_column **out,
                                    struct rowan_error *err);
#endif
