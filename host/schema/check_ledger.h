#ifndef ROWAN_CHECK_LEDGER_H
#define ROWAN_CHECK_LEDGER_H
/* The ledger, without which no run begins. */
#include "schema/check_context.h"

void rowan_check_ledger(struct rowan_check_context *check, const struct rowan_catalog *catalog,
                        const struct rowan_constraints *constraints);
#endif
