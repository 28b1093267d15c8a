#ifndef ROWAN_CHECK_KEY_H
#define ROWAN_CHECK_KEY_H
/* The unique indexes of the database against the keys of the mapping. */
#include "schema/check_context.h"
#include "schema/target_table.h"

/* found is NULL when the database has no such table. */
void rowan_check_keys(struct rowan_check_context *check, const struct rowan_target_table *made,
                      const struct rowan_catalog_table *found, const struct rowan_constraints *constraints);
#endif
