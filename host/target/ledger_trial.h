#ifndef ROWAN_LEDGER_TRIAL_H
#define ROWAN_LEDGER_TRIAL_H
/*
 * Does the ledger's primary key tell keys apart byte by byte? Of a database that nobody described nobody
 * knows its collation, and under many `a` and `A` are one: the second document would count as loaded.
 */
#include "base/status.h"
#include "odbc/endpoint.h"

/* Rows of such keys are written and rolled back. ROWAN_CONFIG: two of them are one; the message names them
 * and says what to do. Nothing is asked of a dialect that was described. */
enum rowan_status rowan_ledger_trial(const struct rowan_endpoint *target, struct rowan_error *err);
#endif
