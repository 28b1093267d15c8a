#ifndef ROWAN_CHECK_LEDGER_COLUMNS_H
#define ROWAN_CHECK_LEDGER_COLUMNS_H
/* rowan's own tables, which somebody may have changed: do their columns hold what is written there? */
#include "schema/check_context.h"

void rowan_check_ledger_columns(struct rowan_check_context *check, const struct rowan_catalog *catalog);
#endif
