#ifndef ROWAN_CHECK_CONFLICT_H
#define ROWAN_CHECK_CONFLICT_H
/* What a table's conflict rule asks of the database: rights, locks, columns that rows are found by. */
#include "schema/check_context.h"

/* Of the table with this number in the plan, found in the catalogue. */
void rowan_check_conflict(struct rowan_check_context *check, size_t index,
                          const struct rowan_catalog_table *found);
#endif
