/* One column's cells: arrays that double, kept from batch to batch. */
#include "rows/cells.h"

#include <stdlib.h>
#include <string.h>

/* What a column may keep of its byte store when it is emptied. */
#define KEEP_BYTES ((size_t)1 << 20)

static bool grow(void **array, size_t capacity, size_t item)
{
    void *larger = realloc(*array, capacity * item);

    if (!larger)
        return false;
    *array = larger;
    return true;
}

bool rowan_cells_reserve(struct rowan_cells *cells, size_t row)
{
    size_t capacity = cells->capacity ? cells->capacity * 2 : 64;
    void *nulls = cells->nulls;
    void *store = cells->integer ? (void *)cells->numbers : (void *)cells->ends;
    bool ok;

    if (row < cells->capacity)
        return true;
    ok = grow(&nulls, capacity, 1);
    cells->nulls = nulls;
    ok = ok && grow(&store, capacity, cells->integer ? sizeof *cells->numbers : sizeof *cells->ends);
    if (cells->integer)
        cells->numbers = store;
    else
        cells->ends = store;
    if (ok)
        cells->capacity = capacity;
    return ok;
}

bool rowan_cells_set(struct rowan_cells *cells, size_t row, const struct rowan_value *value)
{
    cells->nulls[row] = value->null ? value->omit ? ROWAN_CELL_OMITTED : ROWAN_CELL_NULL : ROWAN_CELL_VALUE;
    if (cells->integer) {
        cells->numbers[row] = value->null ? 0 : value->number;
        return true;
    }
    if (!value->null && !rowan_buffer_append(&cells->bytes, value->text.data, value->text.size))
        return false;
    cells->ends[row] = cells->bytes.size;
    return true;
}

void rowan_cells_truncate(struct rowan_cells *cells, size_t count)
{
    if (cells->integer || cells->capacity == 0)
        return;
    if (count == 0)
        rowan_buffer_reset(&cells->bytes, KEEP_BYTES);
    else
        cells->bytes.size = cells->ends[count - 1];
}

void rowan_cells_clear(struct rowan_cells *cells)
{
    free(cells->numbers);
    free(cells->ends);
    free(cells->nulls);
    rowan_buffer_clear(&cells->bytes);
    memset(cells, 0, sizeof *cells);
}

void rowan_table_rows_truncate(struct rowan_table_rows *rows, size_t columns, size_t count)
{
    for (size_t c = 0; c < columns; c++)
        rowan_cells_truncate(&rows->cells[c], count);
    rows->count = count;
}
