#ifndef ROWAN_CHECK_VALUES_H
#define ROWAN_CHECK_VALUES_H
/* CHECK constraints of tables and domains, and NOT NULL, against what the mapping may write. */
#include "schema/check_context.h"

/* Of all tables of the plan that are in the catalogue. */
void rowan_check_values(struct rowan_check_context *check, const struct rowan_catalog *catalog);
#endif
