/* A part ends where a row and all below it are complete, so what is open then are only the rows above. */
#include "rows/row_parts.h"

#include <stdlib.h>

struct rowan_row_parts *rowan_row_parts_new(const struct rowan_plan *plan)
{
    struct rowan_row_parts *parts = calloc(1, sizeof *parts);

    if (!parts)
        return NULL;
    parts->cut_at = SIZE_MAX;
    parts->open = calloc(plan->table_count + 1, sizeof *parts->open);
    parts->carried = calloc(plan->table_count + 1, sizeof(struct rowan_cells *));
    if (parts->open && parts->carried)
        return parts;
    rowan_row_parts_free(parts, plan);
    return NULL;
}

void rowan_row_parts_free(struct rowan_row_parts *parts, const struct rowan_plan *plan)
{
    if (!parts)
        return;
    for (size_t t = 0; parts->carried && t < plan->table_count; t++) {
        for (size_t c = 0; parts->carried[t] && c < plan->tables[t].column_count; c++)
            rowan_cells_clear(&parts->carried[t][c]);
        free(parts->carried[t]);
    }
    free((void *)parts->carried);
    free(parts->open);
    free(parts);
}

void rowan_row_parts_begin(struct rowan_row_parts *parts, const struct rowan_plan *plan, size_t bytes)
{
    parts->cut_at = parts->limit ? bytes + parts->limit : SIZE_MAX;
    parts->whole = 0;
    rowan_row_parts_forget(parts);
    for (size_t t = 0; t < plan->table_count; t++)
        parts->open[t].cells = NULL; /* of a document that ended early */
}

static bool make_carried(struct rowan_row_parts *parts, size_t t, size_t columns,
                         const struct rowan_cells *like)
{
    struct rowan_cells *cells = calloc(columns + 1, sizeof *cells);

    parts->carried[t] = cells;
    for (size_t c = 0; cells && c < columns; c++)
        cells[c].integer = like[c].integer;
    return cells != NULL;
}

static bool carry(struct rowan_row_parts *parts, size_t t, size_t columns)
{
    struct rowan_open_row *open = &parts->open[t];

    if (!open->cells || open->cells == parts->carried[t])
        return true;
    if (!parts->carried[t] && !make_carried(parts, t, columns, open->cells))
        return false;
    for (size_t c = 0; c < columns; c++) {
        struct rowan_cells *to = &parts->carried[t][c];
        struct rowan_value value = rowan_cells_get(&open->cells[c], open->row);
        rowan_cells_truncate(to, 0);
        if (!rowan_cells_reserve(to, 0) || !rowan_cells_set(to, 0, &value))
            return false;
    }
    *open = (struct rowan_open_row){parts->carried[t], 0};
    return true;
}

bool rowan_row_parts_carry(struct rowan_row_parts *parts, const struct rowan_plan *plan,
                           const struct rowan_table_rows *tables)
{
    bool ok = true;

    for (size_t t = 0; ok && t < plan->table_count; t++) {
        ok = carry(parts, t, plan->tables[t].column_count);
        parts->gone += tables[t].count;
        parts->shared += plan->tables[t].conflict ? tables[t].count : 0;
    }
    return ok;
}
