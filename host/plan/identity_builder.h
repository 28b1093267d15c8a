#ifndef ROWAN_IDENTITY_BUILDER_H
#define ROWAN_IDENTITY_BUILDER_H
/*
 * identity(): a column that the database numbers when a row is inserted. The row is found again by unique,
 * where rows below take the number.
 */
#include "plan/column_spec.h"

enum rowan_status rowan_plan_identity_keep(struct rowan_plan *plan, const struct rowan_table *table,
                                           struct rowan_column *column, const struct rowan_column_spec *spec,
                                           struct rowan_error *err);
/* When all tables are there, and it is known which of them record keys (plan/lineage.h). */
enum rowan_status rowan_plan_identities(struct rowan_plan *plan, struct rowan_error *err);
#endif
