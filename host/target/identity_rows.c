/*
 * Each row has to be found, and no two as one: a trigger or a policy that changes or hides a row would leave
 * the rows below it without a parent, or with another one's number.
 */
#include "target/identity_rows.h"

#include <stdlib.h>
#include <string.h>

#include "target/lookup.h"

struct rowan_identity_rows {
    const struct rowan_table *table;
    size_t plan_table;
    size_t column; /* that is numbered */
    struct rowan_lookup *lookup;
    size_t *found; /* of each row, to see that they differ */
    size_t room;
};

/* What the look-up asks for cells of: rows of the table, or of a list of them. */
struct inserted_rows {
    const struct rowan_table *table;
    rowan_cell_fn cell;
    const void *context;
    const size_t *list; /* NULL: all */
};

/* ---- opening ---- */

static enum rowan_status open_lookup(struct rowan_identity_rows *identity,
                                     const struct rowan_endpoint *target,
                                     const struct rowan_catalog_table *found, struct rowan_error *err)
{
    const struct rowan_table *table = identity->table;
    size_t count = table->unique_count;
    struct rowan_lookup_column *columns = calloc(count + 1, sizeof *columns);
    enum rowan_status st;

    if (!columns)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i <= count; i++) {
        const struct rowan_column *column = &table->columns[i < count ? table->unique[i] : identity->column];
        columns[i] = (struct rowan_lookup_column){column->name, &column->type};
    }
    st = rowan_lookup_open(&identity->lookup, target, found, columns, count, count + 1, false, err);
    free(columns);
    return st;
}

/* In front of what went wrong: the column that it is for. */
static enum rowan_status tell(const struct rowan_identity_rows *identity, enum rowan_status st,
                              struct rowan_error *err)
{
    if (st != ROWAN_OK && st != ROWAN_LOST && st != ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "table %s, column %s (identity)", identity->table->label,
                           identity->table->columns[identity->column].name);
    return st;
}

enum rowan_status rowan_identity_rows_open(struct rowan_identity_rows **out,
                                           const struct rowan_endpoint *target, const struct rowan_plan *plan,
                                           size_t table, struct rowan_error *err)
{
    struct rowan_identity_rows *identity = calloc(1, sizeof *identity);
    struct rowan_catalog_table *found = NULL;
    enum rowan_status st;

    *out = NULL;
    if (!identity)
        return rowan_out_of_memory(err);
    identity->table = &plan->tables[table];
    identity->plan_table = table;
    identity->column = rowan_table_identity(identity->table);
    st = rowan_catalog_read(&found, target->db, target->schema, identity->table->name, err);
    if (st == ROWAN_OK && !found)
        st = rowan_fail(err, ROWAN_MAPPING, "mapping", "there is no target table \"%s\"",
                        identity->table->name);
    if (st == ROWAN_OK)
        st = open_lookup(identity, target, found, err);
    rowan_catalog_free(found);
    if (tell(identity, st, err) != ROWAN_OK) {
        rowan_identity_rows_close(identity);
        return st;
    }
    *out = identity;
    return ROWAN_OK;
}

void rowan_identity_rows_close(struct rowan_identity_rows *identity)
{
    if (!identity)
        return;
    rowan_lookup_close(identity->lookup);
    free(identity->found);
    free(identity);
}

/* ---- reading back ---- */

static size_t row_of(const size_t *list, size_t i)
{
    return list ? list[i] : i;
}

static struct rowan_value cell(const void *context, size_t column, size_t i)
{
    const struct inserted_rows *inserted = context;

    return inserted->cell(inserted->context, inserted->table->unique[column], row_of(inserted->list, i));
}

static int by_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return (x > y) - (x < y);
}

static bool reserve(struct rowan_identity_rows *identity, size_t count)
{
    size_t *found;

    if (count <= identity->room)
        return true;
    found = realloc(identity->found, count * sizeof *found);
    if (!found)
        return false;
    identity->found = found;
    identity->room = count;
    return true;
}

/* Whether each of the rows was found, and as a row of its own. */
static bool are_apart(struct rowan_identity_rows *identity, size_t count)
{
    size_t *found = identity->found;

    for (size_t i = 0; i < count; i++)
        found[i] = rowan_lookup_found(identity->lookup, i);
    qsort(found, count, sizeof *found, by_size);
    for (size_t i = 1; i < count; i++)
        if (found[i] == found[i - 1])
            return false;
    return count == 0 || found[count - 1] != ROWAN_LOOKUP_NONE;
}

static enum rowan_status fail_lost(struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DATABASE, "database",
                      "a row that was inserted is not found by unique, so its number is not known: a trigger "
                      "or a rule may have changed it, or a policy hides it");
}

static enum rowan_status take(const struct rowan_identity_rows *identity, size_t found, int64_t *number,
                              struct rowan_error *err)
{
    const struct rowan_table *table = identity->table;
    struct rowan_value value = rowan_lookup_cell(identity->lookup, found, table->unique_count);
    const struct rowan_type *type = &table->columns[identity->column].type;
    int64_t low, high;

    if (value.null || value.bad)
        return rowan_fail(err, ROWAN_DATABASE, "database", "the database has given a row no number");
    if (rowan_type_range(type, &low, &high) && (value.number < low || value.number > high))
        return rowan_fail(err, ROWAN_CONFIG, "database", "the database gave %lld, which is no %s",
                          (long long)value.number, rowan_kind_name(type->kind));
    *number = value.number;
    return ROWAN_OK;
}

enum rowan_status rowan_identity_rows_give(struct rowan_identity_rows *identity, rowan_cell_fn of_table,
                                           const void *context, const struct rowan_rows *rows,
                                           const size_t *list, size_t begin, size_t end, int64_t *given,
                                           struct rowan_error *err)
{
    const struct rowan_table_rows *table = &rows->tables[identity->plan_table];
    struct inserted_rows inserted = {identity->table, of_table, context, list};
    enum rowan_status st = rowan_lookup_rows(identity->lookup, cell, &inserted, begin, end, err);

    if (st == ROWAN_OK && !reserve(identity, end - begin))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK && !are_apart(identity, end - begin))
        st = fail_lost(err);
    for (size_t i = begin; i < end && st == ROWAN_OK; i++)
        st = take(identity, rowan_lookup_found(identity->lookup, i - begin),
                  &given[table->cells[identity->column].numbers[row_of(list, i)]], err);
    return tell(identity, st, err);
}

static struct rowan_value null_cell(const void *context, size_t column, size_t row)
{
    (void)context, (void)column, (void)row;
    return (struct rowan_value){.null = true};
}

enum rowan_status rowan_identity_rows_try(struct rowan_identity_rows *identity, struct rowan_error *err)
{
    return tell(identity, rowan_lookup_rows(identity->lookup, null_cell, NULL, 0, 1, err), err);
}
