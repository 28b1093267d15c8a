#ifndef ROWAN_LEDGER_H
#define ROWAN_LEDGER_H
/*
 * The ledger: table rowan_ledger in the target schema, one row per document and feed, written in the
 * transaction of the document's rows. Its primary key (feed, doc_key) makes a second load impossible.
 * doc_key is the key as text, the way the source database casts it, as far as ledger_key.h keeps it.
 */
#include "odbc/statement.h"
#include "odbc/dialect.h"
#include "odbc/endpoint.h"
#include "odbc/sql_text.h"
#include "plan/own_tables.h"
#include "plan/plan.h"

/* What the ledger has of a document, in so far as it fences a change: each run that changes a row leaves its
 * own id there, once. */
enum rowan_ledger_status {
    ROWAN_LEDGER_LOADED,
    ROWAN_LEDGER_FAILED,
    ROWAN_LEDGER_SKIPPED,
    ROWAN_LEDGER_STALE,   /* rows of an older text are there, a newer one was refused */
    ROWAN_LEDGER_UNLOADED /* its rows were taken away */
};

#define ROWAN_RUN_ID_SIZE 41 /* bytes, with the end */

#define ROWAN_TRIED_SIZE 191 /* likewise */

struct rowan_ledger_row {
    enum rowan_ledger_status status;
    char run_id[ROWAN_RUN_ID_SIZE];
    int64_t stored;
    int64_t rejected;
    char hash[17]; /* of the mapping that made the rows; "": nobody knows */
    bool is_tried; /* which text of the document was tried last is known: */
    char tried[ROWAN_TRIED_SIZE];
};

/* One ledger row to be. Texts are not owned. */
struct rowan_entry {
    struct rowan_slice key;
    const char *reason;          /* NULL: loaded */
    const char *message;         /* NULL: loaded */
    int64_t sent;                /* rows, to the database; 0 of a failed document */
    int64_t stored;              /* and that it says it has */
    int64_t rejected;            /* rows that the mapping refuses, and that fail alone */
    struct rowan_slice revision; /* of the text, as source/revision.h says it; data NULL: nobody asks */
    bool failed;
    bool skipped;                       /* it is not the mapping's kind: it has no rows, and has not failed */
    const struct rowan_ledger_row *old; /* the row that it takes the place of; NULL: there is none */
    bool ascii;                         /* the ledger lacks characters of the key: it is written as ASCII */
};

/* What an entry fills; the last ones only where documents have revisions, or rows may be rejected. Returns
 * how many. */
enum { ROWAN_LEDGER_COLUMNS = 13 };
size_t rowan_ledger_columns(const struct rowan_plan *plan, const char *names[ROWAN_LEDGER_COLUMNS]);

struct rowan_ledger;

/* Prepares the statements; what target names outlives the ledger. feed NULL: the plan's name. ROWAN_CONFIG
 * with what to do when the tables are missing, or not those of this rowan. */
enum rowan_status rowan_ledger_open(struct rowan_ledger **out, const struct rowan_endpoint *target,
                                    const struct rowan_plan *plan, const char *feed, const char *run_id,
                                    struct rowan_error *err);
void rowan_ledger_close(struct rowan_ledger *ledger);
/* For statements about one row of it: before the table's name, between, " WHERE feed = ? AND doc_key = ?"
 * with the value of rowan_ledger_kept, rest. */
enum rowan_status rowan_ledger_prepare(struct rowan_ledger *ledger, struct rowan_statement **out,
                                       const char *before, const char *between, const char *rest,
                                       struct rowan_error *err);
/* DELETE of the rows that rowan_reject has of a document, with the same two markers. */
enum rowan_status rowan_ledger_prepare_unreject(struct rowan_ledger *ledger, struct rowan_statement **out,
                                                struct rowan_error *err);
/* The same about what another own table has of a document. */
enum rowan_status rowan_ledger_prepare_in(struct rowan_ledger *ledger, struct rowan_statement **out,
                                          const char *table, const char *before, const char *between,
                                          const char *rest, struct rowan_error *err);
/* " FROM ledger WHERE feed = ? AND doc_key = ?", for a statement of several such parts. */
void rowan_ledger_add_row(const struct rowan_ledger *ledger, struct rowan_sql *sql);
const struct rowan_endpoint *rowan_ledger_target(const struct rowan_ledger *ledger);
const char *rowan_ledger_feed(const struct rowan_ledger *ledger);
const char *rowan_ledger_run(const struct rowan_ledger *ledger);
const char *rowan_ledger_hash(const struct rowan_ledger *ledger);
/* What is kept of a key. data NULL: no memory. Lives until the next call of forget, which insert does, too.
 */
struct rowan_slice rowan_ledger_kept(struct rowan_ledger *ledger, struct rowan_slice key);
/* The same of a key with characters that the ledger lacks. */
struct rowan_slice rowan_ledger_kept_ascii(struct rowan_ledger *ledger, struct rowan_slice key);
void rowan_ledger_forget(struct rowan_ledger *ledger);
/* Insert rows for count entries inside the open transaction. ROWAN_DUPLICATE: one of them is there already.
 */
enum rowan_status rowan_ledger_insert(struct rowan_ledger *ledger, const struct rowan_entry *entries,
                                      size_t count, struct rowan_error *err);
/* So many rows fewer are stored of a document whose row the open transaction has inserted. */
enum rowan_status rowan_ledger_dropped(struct rowan_ledger *ledger, struct rowan_slice key, int64_t rows,
                                       struct rowan_error *err);
/* What this run has written about a document, and how many rows are stored of it; stored may be NULL. What
 * another run wrote is not this one's to count. */
enum rowan_logged { ROWAN_LOGGED_NOTHING, ROWAN_LOGGED_LOADED, ROWAN_LOGGED_FAILED, ROWAN_LOGGED_SKIPPED };
enum rowan_status rowan_ledger_ask(struct rowan_ledger *ledger, struct rowan_slice key,
                                   enum rowan_logged *logged, int64_t *stored, struct rowan_error *err);
/*
 * Which documents are not in the ledger yet, for a source to ask; both take a struct rowan_ledger. condition
 * adds SQL that is true for those, where key is a document's key as text, which may be longer than the
 * ledger keeps when is_long is set, for a statement of this database; its one marker takes *param, which
 * lives as long as the ledger. filter asks about count keys, by
 * the ledger's connection, and sets pending for each.
 */
void rowan_ledger_condition(void *ledger, const char *key, bool is_long, struct rowan_sql *sql,
                            struct rowan_param *param);
enum rowan_status rowan_ledger_filter(void *ledger, const struct rowan_slice *keys,
                                      const struct rowan_slice *revisions, size_t count, bool *pending,
                                      struct rowan_error *err);
/* What filter asks, for a look at its plan. */
enum rowan_status rowan_ledger_filter_sql(const struct rowan_ledger *ledger, struct rowan_buffer *out,
                                          struct rowan_error *err);
/* Between transactions: the run is alive. Says so now and then only, or whenever always is set. That it
 * cannot be said is no failure: the next transaction will tell. */
void rowan_ledger_beat(struct rowan_ledger *ledger, bool always);
#endif
