#ifndef ROWAN_CHECK_INDEXES_H
#define ROWAN_CHECK_INDEXES_H
/*
 * Notes of tables in which no index finds the rows of a document, with the statement that makes one. For a
 * person who looks: no run asks for indexes.
 */
#include "odbc/endpoint.h"
#include "plan/plan.h"
#include "schema/diagnostic.h"

/* diagnostics was initialised. Tables that are not there are left to rowan_check. */
enum rowan_status rowan_check_indexes(struct rowan_diagnostics *diagnostics,
                                      const struct rowan_endpoint *target, const struct rowan_plan *plan,
                                      struct rowan_error *err);
#endif
