#ifndef ROWAN_LEDGER_CHANGE_H
#define ROWAN_LEDGER_CHANGE_H
/*
 * Changes of ledger rows that are there. A change names the row as it was when it was read, before the
 * document was: it changes one row, or somebody else was there in between.
 */
#include "target/ledger.h"

struct rowan_ledger_change;

/* The ledger outlives it. Statements are prepared when they are first needed. */
enum rowan_status rowan_ledger_change_open(struct rowan_ledger_change **out, struct rowan_ledger *ledger,
                                           struct rowan_error *err);
void rowan_ledger_change_close(struct rowan_ledger_change *change);
/* What the ledger has under a key as it keeps it. */
enum rowan_status rowan_ledger_change_read(struct rowan_ledger_change *change, struct rowan_slice kept,
                                           struct rowan_ledger_row *row, bool *there,
                                           struct rowan_error *err);
/*
 * In the open transaction: rows for count entries, new ones and such that take the place of old ones. A
 * failed entry in the place of one whose rows are there becomes stale. ROWAN_DUPLICATE, reason "ledger":
 * somebody else has written one of them.
 */
enum rowan_status rowan_ledger_change_write(struct rowan_ledger_change *change,
                                            const struct rowan_entry *entries, size_t count,
                                            struct rowan_error *err);
/* Likewise: the document's rows are gone. */
enum rowan_status rowan_ledger_change_unload(struct rowan_ledger_change *change, struct rowan_slice key,
                                             const struct rowan_ledger_row *old, struct rowan_error *err);
/* Likewise: delete the row. */
enum rowan_status rowan_ledger_change_delete(struct rowan_ledger_change *change, struct rowan_slice key,
                                             const struct rowan_ledger_row *old, struct rowan_error *err);
/* What is read of a row, and the reading of it from these columns, the first of which is given. */
#define ROWAN_LEDGER_ROW "status, run_id, stored, mapping_hash, tried_revision, rejected"
enum rowan_status rowan_ledger_row_read(struct rowan_statement *query, size_t first,
                                        struct rowan_ledger_row *row, struct rowan_error *err);
/* Are there rows of the document? */
static inline bool rowan_ledger_row_has_rows(const struct rowan_ledger_row *row)
{
    return row->status == ROWAN_LEDGER_LOADED || row->status == ROWAN_LEDGER_STALE;
}
/* As the table has it; ROWAN_LEDGER_FAILED for a word that nobody knows. */
const char *rowan_ledger_status_name(enum rowan_ledger_status status);
enum rowan_ledger_status rowan_ledger_status_find(struct rowan_slice name);
#endif
