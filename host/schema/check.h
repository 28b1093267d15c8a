#ifndef ROWAN_CHECK_H
#define ROWAN_CHECK_H
/* A plan against the live catalogue: everything that is wrong is found, not only the first. */
#include "schema/diagnostic.h"
#include "odbc/connection.h"
#include "odbc/endpoint.h"
#include "plan/plan.h"

/*
 * Source, target tables, what the database enforces between rows, and the ledger; source and target may be
 * the same connection. findings was initialised. The status is about the check itself: what it found is in
 * diagnostics, and rowan_diagnostics_verdict says whether a run may begin. feed is the documents' name in the
 * ledger; NULL when what it reads is about to change.
 */
enum rowan_status rowan_check(struct rowan_diagnostics *diagnostics, const struct rowan_endpoint *source,
                              const struct rowan_endpoint *target, const struct rowan_plan *plan,
                              const char *feed, struct rowan_error *err);
#endif
