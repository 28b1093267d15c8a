#ifndef ROWAN_HASH_BUILDER_H
#define ROWAN_HASH_BUILDER_H
/* The columns that a hash is made of, found by their names. */
#include "plan/plan.h"

/* Their names, until all are there: a column may stand behind the one that is made of it. */
enum rowan_status rowan_plan_hash_keep(struct rowan_plan *plan, struct rowan_column *column,
                                       const char *const *names, size_t count, struct rowan_error *err);
/* When all columns of the table are there. */
enum rowan_status rowan_plan_hash(struct rowan_plan *plan, const struct rowan_table *table,
                                  struct rowan_column *column, struct rowan_error *err);
#endif
