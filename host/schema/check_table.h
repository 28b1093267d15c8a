#ifndef ROWAN_CHECK_TABLE_H
#define ROWAN_CHECK_TABLE_H
/* A target table, column by column. */
#include "schema/check_context.h"
#include "schema/target_table.h"

/* found is NULL when the database has no such table, which is reported. */
void rowan_check_table(struct rowan_check_context *check, const struct rowan_target_table *made,
                       const struct rowan_catalog_table *found, const struct rowan_constraints *constraints);
/* Has the column of the mapping, which the table lacks, a fix that adds it? Also where it may be a slip: the
 * message then says what may have been meant, and whoever runs the fixes chooses. */
bool rowan_check_table_adds(const struct rowan_target_table *made, const char *column);
#endif
