#ifndef ROWAN_FILLED_TABLES_H
#define ROWAN_FILLED_TABLES_H
/*
 * Which tables the mappings filled that documents were loaded by: kept beside the mappings' texts. The rows
 * of a document are all found only by a mapping that has all of these.
 */
#include "odbc/endpoint.h"
#include "plan/plan.h"

struct rowan_filled_tables {
    struct rowan_endpoint target;
    const struct rowan_plan *plan;
    char own[17];           /* the plan's hash */
    char good[17];          /* that of the mapping that was asked for last and has no other tables, or "" */
    char bad[17];           /* likewise, and has */
    bool asked;             /* bad is one */
    struct rowan_error why; /* it is bad */
};

/* In the open transaction: those of a plan. */
enum rowan_status rowan_filled_tables_insert(const struct rowan_endpoint *target, const char *hash,
                                             const struct rowan_plan *plan, struct rowan_error *err);
/* hash: the plan's. What target names, and the plan, outlive it. */
void rowan_filled_tables_init(struct rowan_filled_tables *filled, const struct rowan_endpoint *target,
                              const char *hash, const struct rowan_plan *plan);
/* ROWAN_DATABASE, reason "rows", when the mapping with this hash has filled a table that the plan has not, or
 * when nobody knows. */
enum rowan_status rowan_filled_tables_check(struct rowan_filled_tables *filled, const char *hash,
                                            struct rowan_error *err);
#endif
