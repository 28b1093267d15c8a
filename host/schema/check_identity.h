#ifndef ROWAN_CHECK_IDENTITY_H
#define ROWAN_CHECK_IDENTITY_H
/* Whether the database numbers the column that a mapping leaves to it, and rows are found by unique. */
#include "schema/check_context.h"

/* Each into of the plan that has such a column. found is NULL when the database has no such table. */
void rowan_check_identity(struct rowan_check_context *check, size_t index,
                          const struct rowan_catalog_table *found);
#endif
