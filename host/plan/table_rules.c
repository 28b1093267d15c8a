/*
 * Adding to a plan what decides which rows a table gets: conditions, distinct matches, several rows of one
 * match, rows that hold nothing.
 */
#include <string.h>

#include "plan/build.h"

/* ---- matches ---- */

enum rowan_status rowan_plan_when(struct rowan_plan *plan, int index, struct rowan_location place,
                                  const char *expr, struct rowan_error *err)
{
    static const struct rowan_type boolean = {.kind = ROWAN_BOOLEAN};
    struct rowan_column_spec spec = {
        .name = "when", .place = place, .type = &boolean, .origin = ROWAN_FROM_EXPR, .of = expr};
    struct rowan_table *table = &plan->tables[index];

    return rowan_plan_hidden(plan, table, &spec, &table->when, err);
}

enum rowan_status rowan_plan_prefer(struct rowan_plan *plan, int index, struct rowan_location place,
                                    const char *expr, struct rowan_error *err)
{
    static const struct rowan_type whole = {.kind = ROWAN_BIGINT};
    struct rowan_column_spec spec = {
        .name = "prefer", .place = place, .type = &whole, .origin = ROWAN_FROM_EXPR, .of = expr};
    struct rowan_table *table = &plan->tables[index];

    return rowan_plan_hidden(plan, table, &spec, &table->prefer, err);
}

enum rowan_status rowan_plan_distinct(struct rowan_plan *plan, int index, const char *const *columns,
                                      size_t count, bool last, struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    enum rowan_status st = ROWAN_OK;

    table->distinct = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *table->distinct);
    if (!table->distinct)
        return rowan_out_of_memory(err);
    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        size_t column = 0;
        st = rowan_plan_find_column(plan, table, "distinct", columns[i], &column, err);
        if (st == ROWAN_OK && table->columns[column].origin == ROWAN_FROM_POSITION)
            st = rowan_plan_fail(plan, table->place, table->name, NULL, err,
                                 "distinct column \"%s\" is the position, which differs in every row",
                                 columns[i]);
        if (st == ROWAN_OK && rowan_column_is_given(&table->columns[column]))
            st = rowan_plan_fail(plan, table->place, table->name, NULL, err,
                                 "distinct column \"%s\" is not of the match: distinct chooses matches, "
                                 "before several rows are made of one",
                                 columns[i]);
        table->distinct[table->distinct_count++] = column;
    }
    table->distinct_last = last;
    return st;
}

void rowan_plan_skip_empty(struct rowan_plan *plan, int index)
{
    plan->tables[index].skip_empty = true;
}

/* ---- several rows of one match ---- */

enum rowan_status rowan_plan_unpivot(struct rowan_plan *plan, int index, const char *const *names,
                                     size_t count, size_t entries, struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];

    table->given = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *table->given);
    table->unpivot = rowan_arena_alloc(&plan->arena, (entries + 1) * sizeof *table->unpivot);
    if (!table->given || !table->unpivot)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        table->given[i] = rowan_arena_copy(&plan->arena, names[i], strlen(names[i]));
        if (!table->given[i])
            return rowan_out_of_memory(err);
    }
    table->given_count = count;
    table->reading_count = 1;
    return ROWAN_OK;
}

static enum rowan_status copy_labels(struct rowan_plan *plan, const struct rowan_table *table,
                                     struct rowan_unpivot_entry *entry, const struct rowan_slice *labels,
                                     struct rowan_error *err)
{
    entry->labels = rowan_arena_alloc(&plan->arena, table->given_count * sizeof *entry->labels);
    if (!entry->labels)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < table->given_count; i++) {
        if (!labels[i].data)
            continue;
        entry->labels[i].size = labels[i].size;
        entry->labels[i].data = rowan_arena_copy(&plan->arena, labels[i].data, labels[i].size);
        if (!entry->labels[i].data)
            return rowan_out_of_memory(err);
    }
    return ROWAN_OK;
}

enum rowan_status rowan_plan_unpivot_entry(struct rowan_plan *plan, int index,
                                           const struct rowan_unpivot_entry_spec *spec,
                                           struct rowan_error *err)
{
    static const struct rowan_type text = {.kind = ROWAN_TEXT};
    struct rowan_table *table = &plan->tables[index];
    struct rowan_unpivot_entry *entry = &table->unpivot[table->unpivot_count];
    struct rowan_column_spec value = {.name = "unpivot", .place = spec->place, .type = &text};
    enum rowan_status st;

    value.origin = spec->path ? ROWAN_FROM_PATHS : ROWAN_FROM_EXPR;
    value.paths = &spec->path;
    value.path_count = spec->path ? 1 : 0;
    value.of = spec->expr;
    st = rowan_plan_hidden(plan, table, &value, &entry->readings, err);
    if (st == ROWAN_OK)
        st = copy_labels(plan, table, entry, spec->labels, err);
    if (st == ROWAN_OK)
        table->unpivot_count++;
    return st;
}

enum rowan_status rowan_plan_row_function(struct rowan_plan *plan, int index,
                                          const struct rowan_column_spec *spec, struct rowan_error *err)
{
    static const struct rowan_type text = {.kind = ROWAN_TEXT};
    struct rowan_column_spec row_function = *spec;
    struct rowan_table *table = &plan->tables[index];

    row_function.name = "rows";
    row_function.type = &text;
    if (spec->via_count != 1 || spec->via[0].transform != ROWAN_TEXT_FUNCTION_CALL)
        return rowan_plan_fail(
            plan, spec->place, table->name, "rows", err,
            "one function makes the rows: rows = { \"path\", via = function(text) ... end }");
    return rowan_plan_hidden(plan, table, &row_function, &table->row_function, err);
}
