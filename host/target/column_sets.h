#ifndef ROWAN_COLUMN_SETS_H
#define ROWAN_COLUMN_SETS_H
/*
 * Rows of one table that do not all fill the same columns: a column that is left out gets the database's own
 * default. Rows are grouped by which columns they fill, so that batches stay batches.
 */
#include "target/insert.h"

struct rowan_column_sets;

/* Takes inserter over, also on failure. omittable has a flag per column: its cells may be left out. in_order:
 * rows stay in their order, since they refer to each other, and batches are as long as it lets them be. */
enum rowan_status rowan_column_sets_open(struct rowan_column_sets **out, struct rowan_inserter *inserter,
                                         const bool *omittable, bool in_order, struct rowan_error *err);
void rowan_column_sets_close(struct rowan_column_sets *shapes);
/* Insert rows [begin, end) inside the open transaction; rows of different shapes change places, unless they
 * stay in order. */
enum rowan_status rowan_column_sets_rows(struct rowan_column_sets *shapes, rowan_cell_fn cell,
                                         const void *context, size_t begin, size_t end,
                                         struct rowan_error *err);
/* Rows that the database says it has, since it was asked. */
int64_t rowan_column_sets_stored(struct rowan_column_sets *shapes);
#endif
