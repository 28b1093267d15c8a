#ifndef ROWAN_REJECT_ROWS_H
#define ROWAN_REJECT_ROWS_H
/*
 * The table rowan_reject in the target schema: rows that mappings refuse, each a row, in the transaction of
 * their document. rowan init makes it for the first mapping with bad_row.
 */
#include "catalog/catalog.h"
#include "rows/rows.h"
#include "target/ledger.h"

struct rowan_reject_rows;

/* What the catalogue says of the table. ROWAN_CONFIG with what to do when it is missing. */
enum rowan_status rowan_reject_rows_catalog(struct rowan_catalog *catalog,
                                            const struct rowan_endpoint *target, struct rowan_error *err);
/* The ledger outlives it. */
enum rowan_status rowan_reject_rows_open(struct rowan_reject_rows **out, const struct rowan_endpoint *target,
                                         struct rowan_ledger *ledger, struct rowan_error *err);
void rowan_reject_rows_close(struct rowan_reject_rows *table);
/* In the open transaction: those of documents [first, last) of rows, which have entries[0 .. last-first). */
enum rowan_status rowan_reject_rows_insert(struct rowan_reject_rows *table, const struct rowan_rows *rows,
                                           size_t first, size_t last, const struct rowan_entry *entries,
                                           struct rowan_error *err);
/* What a row of it fills. */
enum { ROWAN_REJECT_COLUMNS = 11 };
void rowan_reject_rows_columns(const char *names[ROWAN_REJECT_COLUMNS]);
#endif
