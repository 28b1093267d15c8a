/*
 * The number is known when the row is there, so the row has to be found by what the mapping gave it. Only a
 * unique index makes sure that what is found is this row; so its columns are the mapping's to say.
 */
#include "plan/identity_builder.h"

#include <string.h>

#include "plan/build.h"
#include "plan/document_rows.h"

#define fail(...) rowan_plan_fail(plan, column->place, table->label, column->name, err, __VA_ARGS__)

enum rowan_status rowan_plan_identity_keep(struct rowan_plan *plan, const struct rowan_table *table,
                                           struct rowan_column *column, const struct rowan_column_spec *spec,
                                           struct rowan_error *err)
{
    enum rowan_status st = rowan_plan_keep_place(plan, spec->place, &column->place, err);

    if (st != ROWAN_OK)
        return st;
    if (table->recursive)
        return fail(
            "identity() is not for a recursive table: a row would need the number of the one above it "
            "before either is there; write sequence(), whose numbers are taken before");
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].origin == ROWAN_FROM_IDENTITY)
            return fail("column \"%s\" is numbered by the database, too; a table has one such column",
                        table->columns[i].name);
    column->type.kind = ROWAN_BIGINT;
    column->numbered = true;
    return ROWAN_OK;
}

static bool is_whole_key(const struct rowan_table *table, const struct rowan_column *column)
{
    return table->key_count == 1 && &table->columns[table->key[0]] == column;
}

static bool is_recorded(const struct rowan_plan *plan, size_t table)
{
    return plan->lineage && rowan_document_rows(plan, table).by == ROWAN_ROWS_BY_LINEAGE;
}

/* Whether somebody has to know the number: rows below, or the record of keys. */
static bool is_taken(const struct rowan_plan *plan, size_t table, size_t column)
{
    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; plan->tables[t].parent == (int)table && c < plan->tables[t].column_count; c++) {
            const struct rowan_column *other = &plan->tables[t].columns[c];
            if (other->origin == ROWAN_FROM_PARENT && other->of == (int)column)
                return true;
        }
    return is_recorded(plan, table);
}

/* Another into of the table that gives the column a value, or NULL. */
static const struct rowan_table *filled_by(const struct rowan_plan *plan, const struct rowan_table *table,
                                           const struct rowan_column *column)
{
    for (size_t t = 0; t < plan->table_count; t++) {
        const struct rowan_table *other = &plan->tables[t];
        int c = strcmp(other->name, table->name) == 0 ? rowan_table_find_column(other, column->name) : -1;
        if (c >= 0 && other->columns[c].origin != ROWAN_FROM_IDENTITY)
            return other;
    }
    return NULL;
}

static enum rowan_status check_unique(const struct rowan_plan *plan, const struct rowan_table *table,
                                      const struct rowan_column *column, struct rowan_error *err)
{
    for (size_t i = 0; i < table->unique_count; i++) {
        const struct rowan_column *of = &table->columns[table->unique[i]];
        if (!rowan_kind_is_comparable(of->type.kind))
            return fail("unique column \"%s\" is %s, by which no row is found", of->name,
                        rowan_kind_name(of->type.kind));
    }
    return ROWAN_OK;
}

static enum rowan_status check_rows(const struct rowan_plan *plan, const struct rowan_table *table,
                                    const struct rowan_column *column, bool taken, struct rowan_error *err)
{
    const struct rowan_table *other = filled_by(plan, table, column);

    if (!is_whole_key(table, column))
        return fail("identity() is the whole key of its table: key = { \"%s\" }; what tells rows apart in a "
                    "document is unique = { ... }",
                    column->name);
    if (other)
        return fail(
            "the into of this table in line %d gives this column a value, and identity() leaves it to "
            "the database: do the same in both",
            other->place.line);
    if (table->may_drop && taken)
        return fail("identity() does not go with database_may_drop where rows below take the number: a row "
                    "that the database left out has none");
    if (table->column_count == 1)
        return fail("identity() needs another column in its table: a row without any is not inserted");
    if (taken && table->unique_count == 0)
        return fail("%s this number, and a row is found again by the columns that have a unique index: say "
                    "unique = { \"...\" } in its table; sequence() does without",
                    is_recorded(plan, (size_t)(table - plan->tables)) ? "lineage records"
                                                                      : "rows below take");
    return check_unique(plan, table, column, err);
}

enum rowan_status rowan_plan_identities(struct rowan_plan *plan, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t t = 0; t < plan->table_count && st == ROWAN_OK; t++) {
        struct rowan_table *table = &plan->tables[t];
        size_t column = rowan_table_identity(table);
        if (column == ROWAN_NO_COLUMN)
            continue;
        table->reads_back = is_taken(plan, t, column);
        st = check_rows(plan, table, &table->columns[column], table->reads_back, err);
    }
    return st;
}
