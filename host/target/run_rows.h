#ifndef ROWAN_RUN_ROWS_H
#define ROWAN_RUN_ROWS_H
/*
 * The table rowan_run_rows in the target schema: what became of the rows that a run sent to tables with a
 * conflict rule, or which the database may leave some out of. A row for each worker, so that no transaction
 * waits for another one's; it is written in the transaction of the rows. rowan init makes the table for the
 * first mapping that needs it.
 */
#include "catalog/catalog.h"
#include "odbc/endpoint.h"
#include "plan/plan.h"

/* The last ones are the counts. */
enum rowan_run_rows_column {
    ROWAN_RUN_ROWS_RUN,
    ROWAN_RUN_ROWS_TABLE,
    ROWAN_RUN_ROWS_WORKER,
    ROWAN_RUN_ROWS_INSERTED,
    ROWAN_RUN_ROWS_UPDATED,
    ROWAN_RUN_ROWS_KEPT,
    ROWAN_RUN_ROWS_DROPPED,
    ROWAN_RUN_ROWS_COLUMNS
};

enum { ROWAN_RUN_ROWS_COUNTS = ROWAN_RUN_ROWS_COLUMNS - ROWAN_RUN_ROWS_INSERTED };

struct rowan_run_rows;

/* Whether runs of the plan have such rows. */
bool rowan_run_rows_needed(const struct rowan_plan *plan);
/* What the catalogue says of the table. ROWAN_CONFIG with what to do when it is missing. */
enum rowan_status rowan_run_rows_catalog(struct rowan_catalog *catalog, const struct rowan_endpoint *target,
                                         struct rowan_error *err);
/* worker: no other one has that number at the same time. What target, run_id and the plan name outlives it.
 */
enum rowan_status rowan_run_rows_open(struct rowan_run_rows **out, const struct rowan_endpoint *target,
                                      const struct rowan_plan *plan, const char *run_id, size_t worker,
                                      struct rowan_error *err);
void rowan_run_rows_close(struct rowan_run_rows *run_rows);
/* In the open transaction: add to what the row of a table of the plan has. ROWAN_BUSY: it is worth to try
 * again. */
enum rowan_status rowan_run_rows_add(struct rowan_run_rows *run_rows, size_t table,
                                     const int64_t counts[ROWAN_RUN_ROWS_COUNTS], struct rowan_error *err);
/* What a row of it fills. */
void rowan_run_rows_columns(const char *names[ROWAN_RUN_ROWS_COLUMNS]);
#endif
