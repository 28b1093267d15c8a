/* A value counts as the key only when two keys cannot become one, and nothing stands in for a missing one. */
#include "plan/document_rows.h"

/* The column that one of a child's rows repeats, or itself. */
static const struct rowan_column *origin_of(const struct rowan_plan *plan, const struct rowan_table *table,
                                            const struct rowan_column *column)
{
    while (column->origin == ROWAN_FROM_PARENT && table->parent >= 0) {
        table = &plan->tables[table->parent];
        column = &table->columns[column->of];
    }
    return column;
}

int rowan_document_rows_part(const struct rowan_plan *plan, const struct rowan_table *table,
                             const struct rowan_column *column)
{
    column = origin_of(plan, table, column);
    return column->origin == ROWAN_FROM_SOURCE ? column->of : -1;
}

static bool keeps_type(const struct rowan_column *column)
{
    switch (column->type.kind) {
    case ROWAN_TEXT:
        return !column->rules.trim && column->rules.too_long == ROWAN_TOO_LONG_ERROR;
    case ROWAN_TINYINT:
    case ROWAN_SMALLINT:
    case ROWAN_INTEGER:
    case ROWAN_BIGINT:
    case ROWAN_DECIMAL:
        return column->rules.rounding == ROWAN_ROUNDING_ERROR && !column->rules.notation.point;
    case ROWAN_UUID:
        return true;
    default:
        return false;
    }
}

static bool keeps(const struct rowan_column *column)
{
    return column->via_count == 0 && column->null_if.count == 0 && column->bad == ROWAN_BAD_ERROR &&
           !column->fallback.data && column->default_from == ROWAN_FROM_CONSTANT && keeps_type(column);
}

/* Of the columns of the table: the first that holds the part, or -1. */
static int find_part(const struct rowan_plan *plan, const struct rowan_table *table, size_t part,
                     const struct rowan_column **changed)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct rowan_column *column = origin_of(plan, table, &table->columns[i]);
        if (column->origin != ROWAN_FROM_SOURCE || column->of != (int)part)
            continue;
        if (keeps(column))
            return (int)i;
        *changed = &table->columns[i];
    }
    return -1;
}

struct rowan_document_rows rowan_document_rows(const struct rowan_plan *plan, size_t table)
{
    struct rowan_document_rows rows = {.by = ROWAN_ROWS_BY_KEY};
    const struct rowan_table *t = &plan->tables[table];

    for (size_t part = 0; part < plan->source.key_count; part++) {
        int column = find_part(plan, t, part, &rows.changed);
        if (column < 0) {
            rows.by = ROWAN_ROWS_BY_NOTHING;
            rows.lacking = part;
            break;
        }
        rows.columns[part] = (size_t)column;
    }
    if (rows.by == ROWAN_ROWS_BY_NOTHING && rowan_plan_foreign_key(plan, t, NULL, NULL) > 0 &&
        !plan->tables[t->parent].conflict &&
        rowan_document_rows(plan, (size_t)t->parent).by != ROWAN_ROWS_BY_NOTHING)
        rows.by = ROWAN_ROWS_BY_PARENT;
    if (rows.by == ROWAN_ROWS_BY_NOTHING && plan->lineage && !t->conflict)
        rows.by = ROWAN_ROWS_BY_LINEAGE;
    return rows;
}

size_t rowan_document_rows_root(const struct rowan_plan *plan, size_t table)
{
    while (rowan_document_rows(plan, table).by == ROWAN_ROWS_BY_PARENT)
        table = (size_t)plan->tables[table].parent;
    return table;
}
