#ifndef ROWAN_SHAPES_H
#define ROWAN_SHAPES_H
/*
 * Rows of one table that do not all fill the same columns: a column that is left out gets the database's own
 * default. Rows are grouped by which columns they fill, so that batches stay batches.
 */
#include "target/insert.h"

struct rowan_shapes;

/* Takes inserter over, also on failure. omittable has a flag per column: its cells may be left out. */
enum rowan_status rowan_shapes_open(struct rowan_shapes **out, struct rowan_inserter *inserter,
                                    const bool *omittable, struct rowan_error *err);
void rowan_shapes_close(struct rowan_shapes *shapes);
/* Insert rows [begin, end) inside the open transaction; rows of different shapes change places. */
enum rowan_status rowan_shapes_rows(struct rowan_shapes *shapes, rowan_cell_fn cell, const void *context,
                                    size_t begin, size_t end, struct rowan_error *err);
#endif
