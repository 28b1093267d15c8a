#ifndef ROWAN_CONFLICT_RULE_H
#define ROWAN_CONFLICT_RULE_H
/* What becomes of a row whose key is there already, from another document or another run: a table's conflict.
 */
#include "plan/plan_table.h"

struct rowan_plan;

/* For each table, after its columns and its key. said: the mapping says so; column: of newest, else NULL. */
enum rowan_status rowan_plan_conflict(struct rowan_plan *plan, int table, bool said,
                                      enum rowan_conflict conflict, const char *column,
                                      struct rowan_error *err);
#endif
