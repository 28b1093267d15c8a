#ifndef ROWAN_CELLS_H
#define ROWAN_CELLS_H
/* The cells of one column, one after another, in buffers that are reused. Appenders return false for want of
 * memory. */
#include "value/value.h"

enum rowan_cell_state {
    ROWAN_CELL_VALUE,
    ROWAN_CELL_NULL,
    ROWAN_CELL_OMITTED /* no value, and the column stays out of the INSERT */
};

/* The cells of one column. Read with rowan_cells_get. */
struct rowan_cells {
    bool integer;              /* which of the two stores is used */
    int64_t *numbers;          /* integer: one per row */
    size_t *ends;              /* text: where row i ends in bytes; it begins where row i-1 ends */
    unsigned char *nulls;      /* enum rowan_cell_state, one per row */
    struct rowan_buffer bytes; /* text */
    size_t capacity;           /* rows there is room for */
};

/* Those of one table. */
struct rowan_table_rows {
    struct rowan_cells *cells; /* one per column of the plan's table */
    size_t count;              /* rows */
};

/* Room for a cell at row, before any of the setters. */
bool rowan_cells_reserve(struct rowan_cells *cells, size_t row);
/* Set the cell of row, which must be the next one. */
bool rowan_cells_set(struct rowan_cells *cells, size_t row, const struct rowan_value *value);
/* Forget the rows from count on. */
void rowan_cells_truncate(struct rowan_cells *cells, size_t count);
void rowan_cells_clear(struct rowan_cells *cells);
/* Forget the rows of a table, which has so many columns, from count on. */
void rowan_table_rows_truncate(struct rowan_table_rows *rows, size_t columns, size_t count);

static inline struct rowan_value rowan_cells_get(const struct rowan_cells *cells, size_t row)
{
    struct rowan_value v = {.null = cells->nulls[row] != ROWAN_CELL_VALUE};

    if (v.null) {
        v.omit = cells->nulls[row] == ROWAN_CELL_OMITTED;
        return v;
    }
    if (cells->integer) {
        v.number = cells->numbers[row];
        return v;
    }
    size_t begin = row ? cells->ends[row - 1] : 0;
    v.text.data = cells->bytes.data ? cells->bytes.data + begin : ""; /* empty texts only: no store yet */
    v.text.size = cells->ends[row] - begin;
    return v;
}
#endif
