#ifndef ROWAN_LEDGER_H
#define ROWAN_LEDGER_H
/*
 * The ledger: table processing_log in the target schema, one row per document and mapping, written in
 * the transaction of the document's rows. Its primary key (mapping, doc_key) makes a second load impossible.
 * doc_key is the key as text, the way the source database casts it. Table processing_run has one row per run.
 * Their DDL is sql/DIALECT/ledger.sql.
 */
#include "odbc/connection.h"
#include "odbc/dialect.h"
#include "odbc/endpoint.h"
#include "odbc/sql_text.h"
#include "plan/plan.h"

#define ROWAN_LEDGER_TABLE "processing_log"
#define ROWAN_RUN_TABLE    "processing_run"
#define ROWAN_LEDGER_KEY   ROWAN_KEY_CHARACTERS /* of doc_key */

/* One ledger row to be. Texts are not owned. */
struct rowan_entry {
    struct rowan_slice key;
    const char *reason;  /* NULL: loaded */
    const char *message; /* NULL: loaded */
    int64_t rows;
    bool failed;
};

struct rowan_ledger;

/* Prepares the statements; what target names outlives the ledger. ROWAN_CONFIG with "run rowan init" when the
 * tables are missing. */
enum rowan_status rowan_ledger_open(struct rowan_ledger **out, const struct rowan_endpoint *target,
                                    const struct rowan_plan *plan, const char *run_id,
                                    struct rowan_error *err);
void rowan_ledger_close(struct rowan_ledger *ledger);
/* Insert rows for count entries inside the open transaction. ROWAN_DUPLICATE: one of them is there already.
 */
enum rowan_status rowan_ledger_insert(struct rowan_ledger *ledger, const struct rowan_entry *entries,
                                      size_t count, struct rowan_error *err);
/* What this run has written about a document. What another run wrote is not this one's to count. */
enum rowan_logged { ROWAN_LOGGED_NOTHING, ROWAN_LOGGED_LOADED, ROWAN_LOGGED_FAILED };
enum rowan_status rowan_ledger_ask(struct rowan_ledger *ledger, struct rowan_slice key,
                                   enum rowan_logged *logged, struct rowan_error *err);
/*
 * Which documents are not in the ledger yet, for a source to ask; both take a struct rowan_ledger. condition
 * adds SQL that is true for those, where key is a document's key as text, for a statement of this
 * database; its one marker takes *param, which lives as long as the ledger. filter asks about count keys, by
 * the ledger's connection, and sets pending for each.
 */
void rowan_ledger_condition(void *ledger, const char *key, struct rowan_sql *sql, struct rowan_param *param);
enum rowan_status rowan_ledger_filter(void *ledger, const struct rowan_slice *keys, size_t count,
                                      bool *pending, struct rowan_error *err);
/* The row of processing_run: made at the start, closed at the end with outcome "done", "stopped" or "failed".
 * Both commit by themselves. */
enum rowan_status rowan_ledger_run_begin(struct rowan_ledger *ledger, const char *settings,
                                         struct rowan_error *err);
enum rowan_status rowan_ledger_run_end(struct rowan_ledger *ledger, const char *outcome, int64_t loaded,
                                       int64_t failed, int64_t rows, struct rowan_error *err);
#endif
