#include "schema/check_identity.h"

#include "schema/fix_rights.h"
#include "target/lookup_sql.h"

/* A table, and the column that is left to the database. */
struct identity_check {
    struct rowan_check_context *check;
    const struct rowan_table *table;
    const struct rowan_column *column;
    const struct rowan_catalog_table *found;
};

static struct rowan_check_location spot_of(const struct identity_check *at, const struct rowan_column *column)
{
    return (struct rowan_check_location){column->place, at->table->name, column->name};
}

/* A default counts, too: that of a serial column takes a number of a sequence. */
static void check_numbered(const struct identity_check *at)
{
    struct rowan_check_location spot = spot_of(at, at->column);
    int c = rowan_catalog_find(at->found, at->column->name);

    if (c >= 0 && at->found->relation != ROWAN_RELATION_VIEW && !at->found->columns[c].has_default)
        rowan_check_error(
            at->check, &spot,
            "the database does not number this column, so a row that is inserted without it gets "
            "no number: make it an identity column, or say sequence()");
}

static void check_read(const struct identity_check *at)
{
    struct rowan_check_location spot = {at->table->place, at->table->name, NULL};

    for (size_t i = 0; i <= at->table->unique_count; i++) {
        const struct rowan_column *column =
            i < at->table->unique_count ? &at->table->columns[at->table->unique[i]] : at->column;
        int c = rowan_catalog_find(at->found, column->name);
        if (c < 0 || at->found->columns[c].may_read)
            continue;
        rowan_fix_grant(&at->check->fix, at->table->name, "SELECT");
        rowan_check_error(
            at->check, &spot,
            "the database user may not read this table, as identity() does: its numbers are read "
            "back");
        return;
    }
}

static void check_parts(const struct identity_check *at)
{
    for (size_t i = 0; i < at->table->unique_count; i++) {
        const struct rowan_column *column = &at->table->columns[at->table->unique[i]];
        struct rowan_check_location spot = spot_of(at, column);
        int c = rowan_catalog_find(at->found, column->name);
        struct rowan_lookup_part part;
        struct rowan_error why;
        if (c >= 0 && rowan_lookup_part(&part, rowan_connection_server(at->check->db), &at->found->columns[c],
                                        &column->type, &why) != ROWAN_OK)
            rowan_check_error(at->check, &spot,
                              "unique: rows are not found by this column, as the database does not compare a "
                              "value of the mapping with it exactly");
    }
}

static void check_into(const struct identity_check *at)
{
    struct rowan_check_location spot = {at->table->place, at->table->name, NULL};

    check_numbered(at);
    if (!at->table->reads_back || at->table->conflict) /* which wants the same (check_conflict.h) */
        return;
    if (at->found->relation == ROWAN_RELATION_VIEW)
        rowan_check_error(
            at->check, &spot,
            "identity() is for tables, and this is a view, or a table of another database, whose "
            "unique index nobody sees");
    check_read(at);
    check_parts(at);
}

void rowan_check_identity(struct rowan_check_context *check, size_t index,
                          const struct rowan_catalog_table *found)
{
    for (size_t t = index; found && t < check->plan->table_count; t++) {
        const struct rowan_table *table = &check->plan->tables[t];
        size_t column = rowan_table_identity(table);
        if (table->first_into == index && column != ROWAN_NO_COLUMN)
            check_into(&(struct identity_check){check, table, &table->columns[column], found});
    }
}
