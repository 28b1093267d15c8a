#include "schema/check_conflict.h"

#include <string.h>

#include "odbc/dialect.h"
#include "schema/check_query.h"
#include "schema/fix_rights.h"
#include "target/conflict_rows.h"
#include "target/lookup_sql.h"

enum { FIELD_TABLE, FIELD_MAY, FIELDS };

static const struct rowan_table *table_of(const struct rowan_check_context *check, const char *name)
{
    for (size_t t = 0; t < check->plan->table_count; t++)
        if (strcmp(check->plan->tables[t].name, name) == 0)
            return &check->plan->tables[t];
    return NULL;
}

static void tell_update(struct rowan_check_context *check, char *const *fields)
{
    const struct rowan_table *table = table_of(check, fields[FIELD_TABLE]);
    struct rowan_check_location spot;

    if (!table || strcmp(fields[FIELD_MAY], "1") == 0)
        return;
    spot = (struct rowan_check_location){table->place, table->name, NULL};
    rowan_fix_grant(&check->fix, table->name, "UPDATE");
    rowan_check_error(check, &spot, "the database user may not update this table, as conflict = \"%s\" does",
                      rowan_conflict_name(table->conflict));
}

/* What has to be: what finds a row, and numbers that it has. */
static bool is_read(const struct rowan_column *column, size_t index, const size_t *key, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (key[i] == index)
            return true;
    return rowan_column_is_numbered_here(column);
}

/* Rows are found by the key, and compared in all columns that can be. */
static void check_read(struct rowan_check_context *check, const struct rowan_table *table,
                       const struct rowan_catalog_table *found)
{
    struct rowan_check_location spot = {table->place, table->name, NULL};
    size_t count;
    const size_t *key = rowan_table_rule_key(table, &count);

    for (size_t i = 0; i < table->column_count; i++) {
        const struct rowan_column *column = &table->columns[i];
        int c = rowan_catalog_find(found, column->name);
        if (!is_read(column, i, key, count) || c < 0 || found->columns[c].may_read)
            continue;
        rowan_fix_grant(&check->fix, table->name, "SELECT");
        rowan_check_error(check, &spot, "the database user may not read this table, as conflict does");
        return;
    }
}

static void check_parts(struct rowan_check_context *check, const struct rowan_table *table,
                        const struct rowan_catalog_table *found)
{
    size_t count;
    const size_t *key = rowan_table_rule_key(table, &count);

    for (size_t i = 0; i < count; i++) {
        const struct rowan_column *column = &table->columns[key[i]];
        struct rowan_check_location spot = {column->place, table->name, column->name};
        int c = rowan_catalog_find(found, column->name);
        struct rowan_lookup_part part;
        struct rowan_error why;
        if (c >= 0 && rowan_lookup_part(&part, rowan_connection_server(check->db), &found->columns[c],
                                        &column->type, &why) != ROWAN_OK)
            rowan_check_error(
                check, &spot,
                "conflict: rows are not found by this column, as the database does not compare a "
                "value of the mapping with it exactly");
    }
}

static void check_newest(struct rowan_check_context *check, const struct rowan_table *table,
                         const struct rowan_catalog_table *found)
{
    const struct rowan_column *column = &table->columns[table->newest];
    struct rowan_check_location spot = {column->place, table->name, column->name};
    int c = table->conflict == ROWAN_CONFLICT_NEWEST ? rowan_catalog_find(found, column->name) : -1;

    if (c >= 0 && !rowan_conflict_rows_reads(column, &found->columns[c]))
        rowan_check_error(
            check, &spot,
            "conflict: its values do not come back from the database as they were sent, or may not "
            "be read, so none is found to be newer");
}

void rowan_check_conflict(struct rowan_check_context *check, size_t index,
                          const struct rowan_catalog_table *found)
{
    const struct rowan_table *table = &check->plan->tables[index];
    struct rowan_check_location spot = {table->place, table->name, NULL};

    if (!table->conflict || !found)
        return;
    if (found->relation == ROWAN_RELATION_VIEW)
        rowan_check_error(check, &spot,
                          "conflict is for tables, and this is a view, or a table of another database, whose "
                          "unique index nobody sees");
    if (table->conflict > ROWAN_CONFLICT_SKIP && !check->dialect->lookup.lock)
        rowan_check_error(
            check, &spot,
            "conflict = \"%s\" has to lock rows, and with %s it is not known how: \"skip\" does "
            "without",
            rowan_conflict_name(table->conflict), check->dialect->title);
    check_read(check, table, found);
    check_parts(check, table, found);
    check_newest(check, table, found);
    if (table->conflict > ROWAN_CONFLICT_SKIP)
        rowan_check_ask(check, check->dialect->catalog.updatable, (const char *const *)&table->name, 1,
                        FIELDS, tell_update);
}
