#ifndef ROWAN_CHECK_ZONE_H
#define ROWAN_CHECK_ZONE_H
/* Columns of the database that hold moments, and values without an offset. */
#include "schema/check_context.h"

/* Warns unless the mapping says that such values are in UTC; column is where the value comes from. */
void rowan_check_zone(struct rowan_check_context *check, const struct rowan_check_location *spot,
                      const struct rowan_column *column, const struct rowan_catalog_column *c);
#endif
