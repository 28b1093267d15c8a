/* A row whose columns have a NULL refers to no row, as with a foreign key of several columns. */
#include "target/existing_rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "plan/existing.h"
#include "target/lookup.h"

struct rowan_existing_rows {
    const struct rowan_table *table;
    const struct rowan_column *column;
    const struct rowan_existing *existing;
    size_t index; /* of the column */
    size_t plan_table;
    struct rowan_lookup *lookup;
};

/* What the look-up asks for cells of. */
struct referring_rows {
    const struct rowan_existing *existing;
    const struct rowan_table_rows *rows;
};

static enum rowan_status open_lookup(struct rowan_existing_rows *existing,
                                     const struct rowan_endpoint *target,
                                     const struct rowan_catalog_table *found, struct rowan_error *err)
{
    const struct rowan_existing *of = existing->existing;
    struct rowan_lookup_column columns[ROWAN_EXISTING_BY_MAX + 1];

    if (!found)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "there is no table \"%s\"", of->table);
    for (size_t i = 0; i < of->by_count; i++)
        columns[i] =
            (struct rowan_lookup_column){of->by[i].theirs, &existing->table->columns[of->by[i].of].type};
    columns[of->by_count] = (struct rowan_lookup_column){of->take, &existing->column->type};
    return rowan_lookup_open(&existing->lookup, target, found, columns, of->by_count, of->by_count + 1, false,
                             err);
}

/* In front of what went wrong: the column that it is for. */
static enum rowan_status tell(const struct rowan_existing_rows *existing, enum rowan_status st,
                              struct rowan_error *err)
{
    if (st != ROWAN_OK && st != ROWAN_LOST && st != ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "table %s, column %s (existing)", existing->table->label,
                           existing->column->name);
    return st;
}

enum rowan_status rowan_existing_rows_open(struct rowan_existing_rows **out,
                                           const struct rowan_endpoint *target, const struct rowan_plan *plan,
                                           size_t table, size_t column, struct rowan_error *err)
{
    struct rowan_existing_rows *existing = calloc(1, sizeof *existing);
    struct rowan_catalog_table *found = NULL;
    enum rowan_status st;

    *out = NULL;
    if (!existing)
        return rowan_out_of_memory(err);
    existing->table = &plan->tables[table];
    existing->column = &existing->table->columns[column];
    existing->existing = existing->column->existing;
    existing->index = column;
    existing->plan_table = table;
    st = rowan_catalog_read(&found, target->db, target->schema, existing->existing->table, err);
    if (st == ROWAN_OK)
        st = open_lookup(existing, target, found, err);
    rowan_catalog_free(found);
    if (tell(existing, st, err) != ROWAN_OK) {
        rowan_existing_rows_close(existing);
        return st;
    }
    *out = existing;
    return ROWAN_OK;
}

void rowan_existing_rows_close(struct rowan_existing_rows *existing)
{
    if (!existing)
        return;
    rowan_lookup_close(existing->lookup);
    free(existing);
}

/* ---- looking up ---- */

static struct rowan_value cell(const void *context, size_t column, size_t row)
{
    const struct referring_rows *referring = context;

    return rowan_cells_get(&referring->rows->cells[referring->existing->by[column].of], row);
}

static bool has_null(const struct referring_rows *referring, size_t row)
{
    for (size_t i = 0; i < referring->existing->by_count; i++)
        if (cell(referring, i, row).null)
            return true;
    return false;
}

static bool fits(const struct rowan_type *type, int64_t number)
{
    int64_t low, high;

    return !rowan_type_range(type, &low, &high) || (number >= low && number <= high);
}

/* customer_no "C-17", country "DE" */
static void print_key(const struct rowan_existing_rows *existing, const struct referring_rows *referring,
                      size_t row, char *out, size_t size)
{
    size_t used = 0;

    *out = '\0';
    for (size_t i = 0; i < existing->existing->by_count && used + 1 < size; i++) {
        const struct rowan_existing_pair *pair = &existing->existing->by[i];
        struct rowan_value value = cell(referring, i, row);
        char shown[100];
        int written;
        if (rowan_type_is_integer(&existing->table->columns[pair->of].type))
            snprintf(shown, sizeof shown, "%lld", (long long)value.number);
        else
            rowan_quote(shown, sizeof shown, value.text);
        written = snprintf(out + used, size - used, "%s%.60s %s", i ? ", " : "", pair->theirs, shown);
        used += written > 0 ? (size_t)written : 0;
    }
}

static enum rowan_status fail_missing(const struct rowan_existing_rows *existing,
                                      const struct referring_rows *referring, size_t row, const char *what,
                                      struct rowan_error *err)
{
    char key[400];

    print_key(existing, referring, row, key, sizeof key);
    return rowan_fail(err, ROWAN_DOCUMENT, "existing", "table %s %s with %s", existing->existing->table, what,
                      key);
}

static enum rowan_status take(const struct rowan_existing_rows *existing,
                              const struct referring_rows *referring, size_t row, size_t found,
                              int64_t *number, int64_t none, struct rowan_error *err)
{
    struct rowan_value value;

    *number = none;
    if (found == ROWAN_LOOKUP_NONE)
        return existing->existing->or_null || has_null(referring, row)
                   ? ROWAN_OK
                   : fail_missing(existing, referring, row, "has no row", err);
    value = rowan_lookup_cell(existing->lookup, found, existing->existing->by_count);
    if (value.null || value.bad || value.number == none || !fits(&existing->column->type, value.number))
        return fail_missing(existing, referring, row, "has no key that fits in the row", err);
    *number = value.number;
    return ROWAN_OK;
}

enum rowan_status rowan_existing_rows_give(struct rowan_existing_rows *existing,
                                           const struct rowan_rows *rows, size_t begin, size_t end,
                                           int64_t *given, int64_t none, struct rowan_error *err)
{
    const struct rowan_table_rows *table = &rows->tables[existing->plan_table];
    struct referring_rows referring = {existing->existing, table};
    enum rowan_status st = rowan_lookup_rows(existing->lookup, cell, &referring, begin, end, err);

    for (size_t row = begin; row < end && st == ROWAN_OK; row++)
        st = take(existing, &referring, row, rowan_lookup_found(existing->lookup, row - begin),
                  &given[table->cells[existing->index].numbers[row]], none, err);
    return tell(existing, st, err);
}

static struct rowan_value null_cell(const void *context, size_t column, size_t row)
{
    (void)context, (void)column, (void)row;
    return (struct rowan_value){.null = true};
}

enum rowan_status rowan_existing_rows_try(struct rowan_existing_rows *existing, struct rowan_error *err)
{
    return tell(existing, rowan_lookup_rows(existing->lookup, null_cell, NULL, 0, 1, err), err);
}
