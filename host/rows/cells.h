#ifndef ROWAN_CELLS_H
#define ROWAN_CELLS_H
/* The column store under rows.c. Private to plan/. All appenders return false for want of memory. */
#include "rows/rows.h"

/* Room for a cell at row, before any of the setters. */
bool rowan_cells_reserve(struct rowan_cells *cells, size_t row);
/* Set the cell of row, which must be the next one. */
bool rowan_cells_set(struct rowan_cells *cells, size_t row, const struct rowan_value *value);
/* Forget the rows from count on. */
void rowan_cells_truncate(struct rowan_cells *cells, size_t count);
void rowan_cells_clear(struct rowan_cells *cells);
#endif
