#ifndef ROWAN_WRITER_H
#define ROWAN_WRITER_H
/*
 * Rows -> one transaction: ledger rows first (so that a rival waits on the key instead of doing the
 * work), then the rows that are replaced go, then every table in foreign-key order, then commit. Anything but
 * success was rolled back.
 */
#include "base/profile.h"
#include "target/ledger.h"
#include "rows/rows.h"

struct rowan_writer;

/* Prepares the insert statements after looking every identifier up in the catalogue. */
enum rowan_status rowan_writer_open(struct rowan_writer **out, const struct rowan_endpoint *target,
                                    const struct rowan_plan *plan, struct rowan_ledger *ledger,
                                    struct rowan_error *err);
/* From now on entries may take the place of old ones, whose rows are deleted. ROWAN_MAPPING when the rows of
 * a table cannot be found again. */
enum rowan_status rowan_writer_replaces(struct rowan_writer *writer, const struct rowan_endpoint *target,
                                        struct rowan_error *err);
/* From now on counts of rows per table are kept, those of this worker. ROWAN_CONFIG when their table is
 * missing. */
enum rowan_status rowan_writer_counts(struct rowan_writer *writer, const struct rowan_endpoint *target,
                                      size_t worker, struct rowan_error *err);
/* In the open transaction: ledger rows alone. */
enum rowan_status rowan_writer_log(struct rowan_writer *writer, const struct rowan_entry *entries,
                                   size_t count, struct rowan_error *err);
void rowan_writer_close(struct rowan_writer *writer);
/* From now on say what time goes into; NULL ends it. Not owned. */
void rowan_writer_profile(struct rowan_writer *writer, struct rowan_profile *profile);
/*
 * Begin a transaction and insert documents [first, last) of rows with entries[0 .. last-first). What the
 * database has of each is put into its entry. On ROWAN_DUPLICATE, err->reason is "ledger" when the ledger's
 * own key was violated (a rival did the document), "database" otherwise; the message names the table.
 */
enum rowan_status rowan_writer_insert(struct rowan_writer *writer, const struct rowan_rows *rows,
                                      size_t first, size_t last, struct rowan_entry *entries,
                                      struct rowan_error *err);
/* The same of one document whose rows come in parts: first what stands before them, then, as often as there
 * are some, all that rows have. A failure ends the transaction. */
enum rowan_status rowan_writer_begin(struct rowan_writer *writer, const struct rowan_rows *rows, size_t first,
                                     size_t last, struct rowan_entry *entries, struct rowan_error *err);
enum rowan_status rowan_writer_add(struct rowan_writer *writer, const struct rowan_rows *rows, size_t first,
                                   size_t last, struct rowan_entry *entries, struct rowan_error *err);
/* There are no more, for a reason of the caller's. */
void rowan_writer_abandon(struct rowan_writer *writer);
/* Commit what was inserted. rows are the same: their coverage learns what a table dropped. */
enum rowan_status rowan_writer_commit(struct rowan_writer *writer, const struct rowan_rows *rows,
                                      struct rowan_error *err);
#endif
