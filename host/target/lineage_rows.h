#ifndef ROWAN_LINEAGE_ROWS_H
#define ROWAN_LINEAGE_ROWS_H
/*
 * The table rowan_lineage in the target schema: keys of the rows that a document made, of tables where they
 * are not found by the document's key. A row of it has many, as one text: it is as good for deleting, and
 * costs a row for each document instead of one for each row.
 */
#include "catalog/catalog.h"
#include "odbc/endpoint.h"
#include "rows/rows.h"
#include "target/ledger.h"

struct rowan_lineage_rows;
struct rowan_numbers;

/* The names of all that is written. */
enum { ROWAN_LINEAGE_COLUMNS = 6 };
void rowan_lineage_rows_columns(const char *names[ROWAN_LINEAGE_COLUMNS]);
/* Ask the catalogue. ROWAN_CONFIG with what to do when the table is missing; the catalogue is empty then. */
enum rowan_status rowan_lineage_rows_catalog(struct rowan_catalog *catalog,
                                             const struct rowan_endpoint *target, struct rowan_error *err);
/* Prepares the statement; the ledger outlives it. On failure *out is to be closed, too. */
enum rowan_status rowan_lineage_rows_open(struct rowan_lineage_rows **out,
                                          const struct rowan_endpoint *target, struct rowan_ledger *ledger,
                                          const struct rowan_plan *plan, struct rowan_error *err);
void rowan_lineage_rows_close(struct rowan_lineage_rows *table);
/* Keys have numbers that the database gave; NULL: it gives none. Not owned. */
void rowan_lineage_rows_numbers(struct rowan_lineage_rows *table, const struct rowan_numbers *numbers);
/* Other documents than before follow. */
void rowan_lineage_rows_begin(struct rowan_lineage_rows *table);
/* In the open transaction, after the rows themselves: what documents [first, last) have of such tables.
 * entries are theirs. One alone may come in parts. ROWAN_DOCUMENT: a part of a key has no value. */
enum rowan_status rowan_lineage_rows_insert(struct rowan_lineage_rows *table, const struct rowan_rows *rows,
                                            size_t first, size_t last, const struct rowan_entry *entries,
                                            struct rowan_error *err);
/* The columns of a table's key as rowan_lineage has them. False: no memory. */
bool rowan_lineage_rows_key(struct rowan_buffer *out, const struct rowan_table *table);
#endif
