#ifndef ROWAN_IDENTITY_ROWS_H
#define ROWAN_IDENTITY_ROWS_H
/*
 * The numbers that the database gave to rows when they were inserted: these are found by the columns of
 * unique (plan/identity_builder.h), many at once. A unique index makes sure that they are the rows of this
 * transaction: rows that were there would have refused them.
 */
#include "odbc/endpoint.h"
#include "rows/rows.h"
#include "target/insert.h"

struct rowan_identity_rows;

/* For a table of the plan that reads back. ROWAN_MAPPING: it is not there, or rows are not found in it. */
enum rowan_status rowan_identity_rows_open(struct rowan_identity_rows **out,
                                           const struct rowan_endpoint *target, const struct rowan_plan *plan,
                                           size_t table, struct rowan_error *err);
void rowan_identity_rows_close(struct rowan_identity_rows *identity);
/* Put the numbers of rows [begin, end), which were inserted, where given says, by those that their cells
 * have; cell is asked for the table's columns. list: of those that stand there; NULL: of these themselves.
 * ROWAN_DATABASE: one is not found as one row of its own. */
enum rowan_status rowan_identity_rows_give(struct rowan_identity_rows *identity, rowan_cell_fn cell,
                                           const void *context, const struct rowan_rows *rows,
                                           const size_t *list, size_t begin, size_t end, int64_t *given,
                                           struct rowan_error *err);
/* Look for nobody's row: whether it may be asked for. */
enum rowan_status rowan_identity_rows_try(struct rowan_identity_rows *identity, struct rowan_error *err);
#endif
