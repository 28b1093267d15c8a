#ifndef ROWAN_CHECK_RELOAD_H
#define ROWAN_CHECK_RELOAD_H
/*
 * What stands in the way of taking a document's rows away, to load it again or not: errors for tables whose
 * rows cannot be found, warnings for what the database would change besides.
 */
#include "odbc/endpoint.h"
#include "plan/plan.h"
#include "schema/diagnostic.h"

/* diagnostics was initialised. Tables that are not there are left to rowan_check. */
enum rowan_status rowan_check_reload(struct rowan_diagnostics *diagnostics,
                                     const struct rowan_endpoint *target, const struct rowan_plan *plan,
                                     struct rowan_error *err);
#endif
