/* A column stands in the order as soon as all that it is made of do; what never gets there is in a circle. */
#include "plan/column_order.h"

#include <stdio.h>

#include "plan/build.h"

/* A column of the same row that the column is made of, from *from on; NULL: there are no more. */
static const struct rowan_column_other *next_made_of(const struct rowan_column *column, size_t *from)
{
    while (*from < column->other_count) {
        const struct rowan_column_other *other = &column->others[(*from)++];
        if (other->origin == ROWAN_FROM_EXPR)
            return other;
    }
    return NULL;
}

static bool is_made_of_columns(const struct rowan_column *column)
{
    size_t from = 0;

    return next_made_of(column, &from);
}

/* One of those that it is made of and that is not there; -1: there is none. */
static int missing(const struct rowan_column *column, const bool *there)
{
    const struct rowan_column_other *other;

    for (size_t from = 0; (other = next_made_of(column, &from));)
        if (!there[other->of])
            return (int)other->of;
    return -1;
}

/* Whoever goes on from what is missing to what that misses comes to a circle, and around it. */
static enum rowan_status fail_circle(const struct rowan_plan *plan, const struct rowan_table *table,
                                     const bool *there, struct rowan_error *err)
{
    char chain[300];
    size_t at = 0, first, n;

    while (there[at])
        at++;
    for (size_t i = 0; i < table->column_count; i++)
        at = (size_t)missing(&table->columns[at], there);
    first = at;
    n = (size_t)snprintf(chain, sizeof chain, "%.60s", table->columns[at].name);
    do {
        at = (size_t)missing(&table->columns[at], there);
        if (n < sizeof chain)
            n += (size_t)snprintf(chain + n, sizeof chain - n, " of %.60s", table->columns[at].name);
    } while (at != first);
    return rowan_plan_fail(plan, table->columns[first].place, table->label, table->columns[first].name, err,
                           "columns are made of each other in a circle: %s", chain);
}

static bool needs_row(const struct rowan_column *column)
{
    for (size_t i = 0; i < column->other_count; i++)
        if (column->others[i].origin == ROWAN_FROM_EXPR || column->others[i].origin == ROWAN_FROM_POSITION ||
            column->others[i].origin == ROWAN_FROM_ORDINAL)
            return true;
    return false;
}

/* distinct chooses among matches before rows are made of them, and then skip_empty is asked, too. */
static enum rowan_status check_distinct(const struct rowan_plan *plan, const struct rowan_table *table,
                                        struct rowan_error *err)
{
    for (size_t i = 0; i < table->distinct_count; i++)
        if (needs_row(&table->columns[table->distinct[i]]))
            return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                   "distinct column \"%s\" is made of other columns or of the number of its "
                                   "row: distinct chooses matches, before there are rows",
                                   table->columns[table->distinct[i]].name);
    for (size_t c = 0; table->distinct_count && table->skip_empty && c < table->column_count; c++)
        if (table->columns[c].counts != ROWAN_COUNTS_NO && is_made_of_columns(&table->columns[c]))
            return rowan_plan_fail(plan, table->columns[c].place, table->label, table->columns[c].name, err,
                                   "counts is asked before there is a row, because of distinct, and this "
                                   "column is made of others of its row");
    return ROWAN_OK;
}

/* Add each that has all it is made of; false: nothing was added. */
static bool add_ready(struct rowan_table *table, bool *there, size_t *count)
{
    size_t before = *count;

    for (size_t c = 0; c < table->column_count; c++) {
        if (there[c] || missing(&table->columns[c], there) >= 0)
            continue;
        there[c] = true;
        table->order[(*count)++] = c;
    }
    return *count > before;
}

enum rowan_status rowan_column_order(struct rowan_plan *plan, struct rowan_table *table,
                                     struct rowan_error *err)
{
    enum rowan_status st = check_distinct(plan, table, err);
    size_t count = 0;
    bool *there;

    if (st != ROWAN_OK)
        return st;
    table->order = rowan_arena_alloc(&plan->arena, table->column_count * sizeof *table->order);
    there = rowan_arena_alloc(&plan->arena, table->column_count * sizeof *there);
    if (!table->order || !there)
        return rowan_out_of_memory(err);
    while (count < table->column_count)
        if (!add_ready(table, there, &count))
            return fail_circle(plan, table, there, err);
    return ROWAN_OK;
}
