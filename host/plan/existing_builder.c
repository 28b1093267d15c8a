/*
 * The value is a number that is given when the row is written (numbered.h), so rows below take it as they
 * take that of a sequence, and what has to be known before is refused in the same places.
 */
#include "plan/existing_builder.h"

#include <string.h>

#include "plan/build.h"
#include "plan/existing.h"
#include "plan/numbered.h"

#define fail(...) rowan_plan_fail(plan, column->place, table->label, column->name, err, __VA_ARGS__)

static const char *copy(struct rowan_plan *plan, const char *text)
{
    return rowan_arena_copy(&plan->arena, text, strlen(text));
}

static enum rowan_status check_spec(const struct rowan_plan *plan, const struct rowan_table *table,
                                    const struct rowan_column *column, const struct rowan_column_spec *spec,
                                    struct rowan_error *err)
{
    if (!*spec->of || !*spec->take)
        return fail("existing: a name is empty: existing \"customer\" { by = { \"customer_no\" }, take = "
                    "\"customer_id\" }");
    if (spec->path_count > 2 * ROWAN_EXISTING_BY_MAX)
        return fail("existing: %zu columns are named, %d is the most", spec->path_count / 2,
                    ROWAN_EXISTING_BY_MAX);
    if (table->recursive)
        return fail("existing is not for a recursive table");
    for (size_t i = 0; i < spec->path_count; i += 2)
        for (size_t k = 0; k < i; k += 2)
            if (strcmp(spec->paths[i], spec->paths[k]) == 0)
                return fail("existing: by names column \"%.60s\" twice", spec->paths[i]);
    return ROWAN_OK;
}

static struct rowan_existing *make(struct rowan_plan *plan, const struct rowan_column_spec *spec)
{
    size_t count = spec->path_count / 2;
    struct rowan_existing *existing = rowan_arena_alloc(&plan->arena, sizeof *existing);
    struct rowan_existing_pair *by = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *by);

    if (!existing || !by)
        return NULL;
    *existing = (struct rowan_existing){.table = copy(plan, spec->of),
                                        .take = copy(plan, spec->take),
                                        .by = by,
                                        .by_count = count,
                                        .or_null = spec->or_null};
    for (size_t i = 0; i < count; i++) {
        by[i] = (struct rowan_existing_pair){copy(plan, spec->paths[2 * i]),
                                             copy(plan, spec->paths[2 * i + 1]), 0};
        if (!by[i].theirs || !by[i].ours)
            return NULL;
    }
    return existing->table && existing->take ? existing : NULL;
}

enum rowan_status rowan_plan_existing_keep(struct rowan_plan *plan, const struct rowan_table *table,
                                           struct rowan_column *column, const struct rowan_column_spec *spec,
                                           struct rowan_error *err)
{
    enum rowan_status st = rowan_plan_keep_place(plan, spec->place, &column->place, err);

    if (st == ROWAN_OK)
        st = check_spec(plan, table, column, spec, err);
    if (st != ROWAN_OK)
        return st;
    column->type.kind = ROWAN_BIGINT;
    column->numbered = true;
    column->existing = make(plan, spec);
    return column->existing ? ROWAN_OK : rowan_out_of_memory(err);
}

static enum rowan_status fail_unknown(const struct rowan_plan *plan, const struct rowan_table *table,
                                      const struct rowan_column *column, const char *name,
                                      struct rowan_error *err)
{
    char hint[120];

    return fail("existing: by \"%.60s\": table %s has no such column%s", name, table->name,
                rowan_table_column_hint(table, name, hint, sizeof hint));
}

static enum rowan_status find_ours(const struct rowan_plan *plan, const struct rowan_table *table,
                                   const struct rowan_column *column, struct rowan_existing_pair *pair,
                                   struct rowan_error *err)
{
    int index = rowan_table_find_column(table, pair->ours);
    const struct rowan_column *of = &table->columns[index >= 0 ? index : 0];

    if (index < 0)
        return fail_unknown(plan, table, column, pair->ours, err);
    if (of->numbered)
        return fail("existing: by \"%.60s\": " ROWAN_NUMBERED_LATER, of->name);
    if (!rowan_kind_is_comparable(of->type.kind))
        return fail("existing: by \"%.60s\" is %s, by which no row is found", of->name,
                    rowan_kind_name(of->type.kind));
    if (of->omit)
        return fail("existing: by \"%.60s\" may be left to the database (omit_missing), and nobody knows its "
                    "value before",
                    of->name);
    pair->of = (size_t)index;
    return ROWAN_OK;
}

static int root_of(const struct rowan_plan *plan, int table)
{
    while (plan->tables[table].parent >= 0)
        table = plan->tables[table].parent;
    return table;
}

static bool is_below(const struct rowan_plan *plan, int table, int above)
{
    while (table >= 0 && table != above)
        table = plan->tables[table].parent;
    return table >= 0;
}

/* Tables are written in their order, so rows of one before are there when this one's are looked up. */
static enum rowan_status check_order(struct rowan_plan *plan, const struct rowan_table *table,
                                     const struct rowan_column *column, int other, struct rowan_error *err)
{
    const struct rowan_table *filled = &plan->tables[other];
    int index = (int)(table - plan->tables);

    if (other < index) {
        /* In parts of a document rows of the other table could come behind this one's. */
        if (root_of(plan, other) == root_of(plan, index))
            plan->tables[root_of(plan, index)].whole = true;
        return ROWAN_OK;
    }
    if (strcmp(filled->name, table->name) == 0)
        return fail(
            "existing \"%.60s\": this is the table itself, whose rows are not there when they are looked up",
            filled->name);
    if (is_below(plan, other, index))
        return fail(
            "existing \"%.60s\": the mapping fills this table with rows below this one, which are written "
            "behind it (line %d): write that into in front of this one, not in its children",
            filled->name, filled->place.line);
    return fail(
        "existing \"%.60s\": the mapping fills this table behind this one, in line %d: write that into in "
        "front of this one, so that its rows are there when they are looked up",
        filled->name, filled->place.line);
}

enum rowan_status rowan_plan_existing(struct rowan_plan *plan, const struct rowan_table *table,
                                      struct rowan_column *column, struct rowan_error *err)
{
    struct rowan_existing *existing = column->existing;
    enum rowan_status st = ROWAN_OK;

    for (size_t t = 0; t < plan->table_count && st == ROWAN_OK; t++)
        if (strcmp(plan->tables[t].name, existing->table) == 0)
            st = check_order(plan, table, column, (int)t, err);
    for (size_t i = 0; i < existing->by_count && st == ROWAN_OK; i++)
        st = find_ours(plan, table, column, &existing->by[i], err);
    return st;
}
