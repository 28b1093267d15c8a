#include "plan/numbered.h"

#include "plan/build.h"

/* The column that the cells are copied from; NULL: they are made. */
static const struct rowan_column *copied_from(const struct rowan_plan *plan, const struct rowan_table *table,
                                              const struct rowan_column *column)
{
    if (column->origin == ROWAN_FROM_PARENT)
        return &plan->tables[table->parent].columns[column->of];
    return column->origin == ROWAN_FROM_ABOVE ? &table->columns[column->of] : NULL;
}

/* Of a recursive table one column may be copied from another that stands behind it. */
static bool mark_some(struct rowan_plan *plan, struct rowan_table *table)
{
    bool some = false;

    for (size_t c = 0; c < table->column_count; c++) {
        struct rowan_column *column = &table->columns[c];
        const struct rowan_column *from = copied_from(plan, table, column);
        if (!column->numbered && from && from->numbered)
            some = column->numbered = true, column->existing = from->existing;
        plan->numbered = plan->numbered || column->numbered;
    }
    return some;
}

enum rowan_status rowan_plan_numbered(struct rowan_plan *plan, struct rowan_error *err)
{
    for (size_t t = 0; t < plan->table_count; t++) {
        struct rowan_table *table = &plan->tables[t];
        while (mark_some(plan, table))
            continue;
        for (size_t c = 0; c < table->column_count; c++) {
            const struct rowan_column *column = &table->columns[c];
            if (column->numbered && (column->fallback.data || column->default_from != ROWAN_FROM_CONSTANT))
                return rowan_plan_fail(plan, column->place, table->label, column->name, err,
                                       "default does nothing for a number that the database gives");
            if (column->existing && column->is_key)
                return rowan_plan_fail(
                    plan, column->place, table->label, column->name, err,
                    "a key that is looked up (existing) is not part of a row's own key; let "
                    "the key have the columns that it is looked up by");
        }
    }
    return ROWAN_OK;
}
