/* The source table: is it there, and does its key tell documents apart? */
#include "schema/check_source.h"

#include "base/suggest.h"
#include "odbc/dialect.h"
#include "expr/where.h"
#include "schema/check_name.h"
#include "schema/check_schema.h"
#include "schema/fix_rights.h"
#include "source/where_sql.h"

static struct rowan_check_location spot_of(const struct rowan_plan *plan, const char *column)
{
    return (struct rowan_check_location){plan->source.place, plan->source.name, column};
}

/* ---- the key ---- */

/* The columns of the key as names. */
struct key {
    const char *names[ROWAN_SOURCE_KEY_MAX];
    size_t count;
};

static struct key key_of(const struct rowan_plan *plan)
{
    struct key key = {.count = plan->source.key_count};

    for (size_t i = 0; i < key.count; i++)
        key.names[i] = plan->source.columns[i].name;
    return key;
}

/* An index over a part of the columns tells documents apart, too. */
static const struct rowan_unique *find_unique(const struct rowan_constraints *constraints, const char *table,
                                              const struct key *key, bool partial)
{
    const struct rowan_unique *whole = rowan_check_unique(constraints, table, key->names, key->count);

    for (size_t i = 0; i < constraints->unique_count && !whole; i++) {
        const struct rowan_unique *unique = &constraints->uniques[i];
        if (strcmp(unique->table, table) == 0 && unique->partial == partial &&
            rowan_check_within(unique, key->names, key->count))
            whole = unique;
    }
    return whole;
}

/* Pages are read in the order of the key. */
static bool is_in_order(const struct rowan_constraints *constraints, const char *table, const struct key *key)
{
    for (size_t i = 0; i < constraints->unique_count; i++) {
        const struct rowan_unique *unique = &constraints->uniques[i];
        size_t same = 0;
        if (strcmp(unique->table, table) != 0 || unique->partial)
            continue;
        while (same < key->count && same < unique->column_count &&
               strcmp(unique->columns[same], key->names[same]) == 0)
            same++;
        if (same == key->count)
            return true;
    }
    return false;
}

static void check_order(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        const char *table, const struct key *key, const struct rowan_constraints *constraints)
{
    char names[300];

    if (!is_in_order(constraints, table, key))
        rowan_check_warning(
            check, spot,
            "no unique index begins with %s in this order: unless another index does, each page "
            "of documents sorts the table",
            rowan_check_list(names, sizeof names, key->names, key->count));
}

/* Two documents of one key are one to the ledger: the second would count as loaded, and nobody would know. */
static void check_unique(struct rowan_check_context *check, const struct rowan_check_location *spot,
                         const struct rowan_catalog_table *table, const struct rowan_constraints *constraints)
{
    static const char second[] = "a second document with the same key would be passed over";
    struct key key = key_of(check->plan);

    if (table->relation == ROWAN_RELATION_VIEW) {
        rowan_check_warning(check, spot, "whether the key is unique cannot be seen in a view: %s", second);
        return;
    }
    if (!constraints->known) {
        rowan_check_warning(check, spot, "whether the key is unique is not known of this database: %s",
                            second);
        return;
    }
    if (find_unique(constraints, table->name, &key, false)) {
        check_order(check, spot, table->name, &key, constraints);
        return;
    }
    if (find_unique(constraints, table->name, &key, true)) {
        rowan_check_warning(check, spot, "the key is unique in a part of the rows only: %s", second);
        return;
    }
    if (table->relation == ROWAN_RELATION_PARTITIONED) {
        rowan_check_warning(check, spot, "no unique index on the key alone, the table is partitioned: %s",
                            second);
        return;
    }
    rowan_fix_unique_index(&check->fix, table->name, key.names, key.count);
    rowan_check_error(check, spot, "no unique index on the key alone: %s", second);
}

static void check_key_column(struct rowan_check_context *check, const struct rowan_check_location *spot,
                             const struct rowan_catalog_table *table,
                             const struct rowan_catalog_column *column)
{
    if (column->nullable && column->identity == ROWAN_IDENTITY_NONE &&
        table->relation != ROWAN_RELATION_VIEW) { /* most databases know nothing of a view's columns */
        rowan_fix_null(&check->fix, table->name, column, NULL, false);
        rowan_check_warning(check, spot, "the key may be NULL in the database; a run stops at such a row");
    }
    if (column->holds == ROWAN_HOLDS_TEXT && column->size > ROWAN_KEY_CHARACTERS &&
        check->dialect->keys.limited && !check->dialect->keys.kept)
        rowan_check_warning(check, spot,
                            "the key may have %ld characters; a run stops at one of more than %d",
                            column->size, ROWAN_KEY_CHARACTERS);
    if (table->is_foreign && column->holds == ROWAN_HOLDS_TEXT && !column->collation)
        rowan_check_warning(
            check, spot,
            "another server has the rows: where its texts have another order than here, a run may pass over "
            "documents, and only the next one finds them; declare the column with the COLLATE that it has "
            "there, or name that database as the source");
    if (column->two_orders)
        rowan_check_warning(
            check, spot,
            "the key's index and its comparisons disagree about characters below the blank, such "
            "as a tab: a run may pass over such keys, and only the next one finds them; a "
            "VARCHAR, or a collation that pads, has one order");
    if (column->labels.text)
        rowan_check_error(
            check, spot,
            "the key is sorted by its labels' places, and compared as a text: make a view that has "
            "it as a text");
    if (column->holds == ROWAN_HOLDS_FLOAT || column->holds == ROWAN_HOLDS_BINARY ||
        column->holds == ROWAN_HOLDS_BIT || column->inexact_text)
        rowan_check_error(check, spot, "the key is %s, which has no exact text", column->type_name);
}

/* ---- the other columns ---- */

static void check_document(struct rowan_check_context *check, const struct rowan_check_location *spot,
                           const struct rowan_catalog_column *column)
{
    if (column->holds != ROWAN_HOLDS_BINARY || check->dialect->bytes.sql)
        return;
    if (check->dialect->loosely_typed)
        rowan_check_warning(check, spot, "the document is %s, rowan reads text", column->type_name);
    else
        rowan_check_error(check, spot, "the document is %s, rowan reads text", column->type_name);
}

/* Drivers disagree on what text bytes are. */
static void check_carried(struct rowan_check_context *check, const struct rowan_check_location *spot,
                          const struct rowan_catalog_column *column)
{
    if (column->holds == ROWAN_HOLDS_BINARY && !check->dialect->loosely_typed)
        rowan_check_error(check, spot, "the column is %s: bytes are not carried", column->type_name);
}

static bool in_where(const struct rowan_where_node *node, const char *column)
{
    for (; node; node = node->next) {
        if ((node->left.column && strcmp(node->left.column, column) == 0) ||
            (node->right.column && strcmp(node->right.column, column) == 0) || in_where(node->first, column))
            return true;
    }
    return false;
}

static bool is_read(const struct rowan_plan *plan, const char *column)
{
    for (size_t i = 0; i < plan->source.column_count; i++)
        if (strcmp(plan->source.columns[i].name, column) == 0)
            return true;
    return strcmp(plan->source.document, column) == 0 ||
           (plan->source.where && in_where(plan->source.where->root, column));
}

static void no_column(struct rowan_check_context *check, const struct rowan_check_location *spot,
                      const struct rowan_catalog_table *table)
{
    struct rowan_suggest nearest;
    char hint[120];

    rowan_suggest_init(&nearest, rowan_slice_of(spot->column));
    for (size_t i = 0; i < table->column_count; i++)
        if (!is_read(check->plan, table->columns[i].name))
            rowan_suggest_offer(&nearest, table->columns[i].name);
    rowan_check_error(check, spot, "the source table has no such column%s",
                      rowan_suggest_hint(&nearest, hint, sizeof hint));
}

static bool check_rights(struct rowan_check_context *check, const struct rowan_catalog_table *table)
{
    struct rowan_check_location spot = spot_of(check->plan, NULL);

    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].may_read || !is_read(check->plan, table->columns[i].name))
            continue;
        rowan_fix_grant(&check->fix, table->name, "SELECT");
        rowan_check_error(check, &spot, "the database user may not read this table");
        return false;
    }
    return true;
}

static void check_columns(struct rowan_check_context *check, const struct rowan_catalog_table *table,
                          const struct rowan_constraints *constraints)
{
    const struct rowan_plan *plan = check->plan;
    struct rowan_check_location spot;
    bool has_key = true;

    for (size_t i = 0; i <= plan->source.column_count; i++) {
        bool document = i == plan->source.column_count;
        int found;
        spot = spot_of(plan, document ? plan->source.document : plan->source.columns[i].name);
        found = rowan_catalog_find(table, spot.column);
        if (found < 0)
            no_column(check, &spot, table);
        else if (document)
            check_document(check, &spot, &table->columns[found]);
        else if (i < plan->source.key_count)
            check_key_column(check, &spot, table, &table->columns[found]);
        else
            check_carried(check, &spot, &table->columns[found]);
        has_key = has_key && (i >= plan->source.key_count || found >= 0);
    }
    spot = spot_of(plan, plan->source.key_count == 1 ? plan->source.columns[0].name : NULL);
    if (has_key)
        check_unique(check, &spot, table, constraints);
}

static void find_in_where(void *context, const char *column, const char *message)
{
    struct rowan_check_context *check = context;
    const struct rowan_plan *plan = check->plan;
    struct rowan_check_location spot = {plan->source.where->place, plan->source.name, column};

    rowan_check_error(check, &spot, spot.place.line > 0 ? "where: %s" : "%s", message);
}

/* The database itself is asked, too: for somebody who may not read the table, it has no answer. */
static void check_where(struct rowan_check_context *check, const struct rowan_catalog_table *table)
{
    enum rowan_status st =
        rowan_where_sql_check(check->endpoint, &check->plan->source, table, find_in_where, check, check->err);

    if (check->status == ROWAN_OK)
        check->status = st;
}

static void check_found(struct rowan_check_context *check, const struct rowan_catalog_table *table,
                        const struct rowan_constraints *constraints)
{
    bool may_read = check_rights(check, table);

    check_columns(check, table, constraints);
    if (may_read && (!check->rights.known || check->rights.may_use))
        check_where(check, table);
}

static void check_missing(struct rowan_check_context *check, const struct rowan_check_location *spot)
{
    if (rowan_check_may_hide(check))
        rowan_fix_grant(&check->fix, spot->table, "SELECT");
    rowan_check_no_table(check, spot, "source table", check->endpoint->schema);
}

void rowan_check_source(struct rowan_check_context *check)
{
    const struct rowan_plan *plan = check->plan;
    const char *name = plan->source.name;
    struct rowan_check_location spot = spot_of(plan, NULL);
    struct rowan_constraints constraints = {0};
    struct rowan_catalog_table *table;

    if (!rowan_check_schema(check, &spot, ROWAN_CHECK_SOURCE) ||
        !rowan_check_name(check, &spot, "table", name))
        return;
    check->status = rowan_catalog_read(&check->source, check->db, check->endpoint->schema, name, check->err);
    if (check->status == ROWAN_OK)
        check->status =
            rowan_constraints_open(&constraints, check->db, check->endpoint->schema, &name, 1, check->err);
    table = check->source;
    if (check->status == ROWAN_OK && table)
        check_found(check, table, &constraints);
    else if (check->status == ROWAN_OK)
        check_missing(check, &spot);
    rowan_constraints_close(&constraints);
}
