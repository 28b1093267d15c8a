/*
 * A table that holds the document's key is asked for it. A child's rows are found through their parents', as
 * far up as the first table with the key:
 *
 *     DELETE FROM "line" WHERE "order_id" IN (SELECT t1."id" FROM "order" t1 WHERE t1."source_id" = ?)
 *
 * or, where a database would look at such a subquery for each row of the table, as a join.
 */
#include "target/erase_sql.h"

#include <stdio.h>
#include <stdlib.h>

#include "odbc/dialect.h"
#include "odbc/padded_text.h"
#include "plan/recursion.h"

/* A statement in the making. */
struct erasing {
    struct rowan_erase *erase;
    struct rowan_sql sql;
    const char *schema;
    const struct rowan_plan *plan;
    const struct rowan_catalog *catalog;
    bool own;
    size_t keys; /* that lead to rows */
    size_t key;  /* the one in hand */
};

static const struct rowan_dialect *dialect_of(const struct erasing *e)
{
    return e->sql.server->dialect;
}

/* depth: how far above the table whose rows are deleted; names of that one stand alone unless it is joined.
 */
static void add_alias(struct erasing *e, size_t depth)
{
    rowan_sql_add(&e->sql, "t");
    rowan_sql_add_number(&e->sql, (long long)depth);
}

static void add_column(struct erasing *e, size_t depth, bool joined, const char *name)
{
    if (depth > 0 || joined) {
        add_alias(e, depth);
        rowan_sql_add(&e->sql, ".");
    }
    rowan_sql_add_name(&e->sql, NULL, name);
}

static void add_marker(struct erasing *e, const char *sql, const struct rowan_erase_marker *marker)
{
    if (e->erase->count == ROWAN_ERASE_MARKERS)
        return;
    e->erase->markers[e->erase->count++] = *marker;
    rowan_sql_add(&e->sql, sql);
}

/* ---- the key ---- */

/* How the database compares the column with a part. False: not so that keys cannot be taken for one. */
static bool choose_value(const struct rowan_dialect *dialect, const struct rowan_column *column,
                         const struct rowan_catalog_column *found, struct rowan_marker *marker,
                         enum rowan_erase_value *value)
{
    bool integer = rowan_type_is_integer(&column->type);
    const struct rowan_type *type = &column->type;

    switch (dialect->comparison(found)) {
    case ROWAN_COMPARE_NUMBER:
        if (type->kind != ROWAN_DECIMAL && !integer)
            return false;
        *value = integer ? ROWAN_ERASE_INTEGER : ROWAN_ERASE_DIGITS;
        if (!dialect->marker(marker, found, integer ? ROWAN_OPERAND_INTEGER : ROWAN_OPERAND_DECIMAL,
                             type->precision, type->scale))
            return false;
        if (marker->as_double)
            *value = ROWAN_ERASE_DOUBLE;
        return true;
    case ROWAN_COMPARE_TEXT:
        *value = ROWAN_ERASE_TEXT;
        return dialect->marker(marker, found, ROWAN_OPERAND_TEXT, 0, 0);
    case ROWAN_COMPARE_DATETIME:
        *value = ROWAN_ERASE_OWN;
        return (type->kind == ROWAN_DATE || type->kind == ROWAN_TIMESTAMP) &&
               dialect->marker(marker, found, ROWAN_OPERAND_DATETIME, 0, 0);
    case ROWAN_COMPARE_OWN:
    case ROWAN_COMPARE_ANY:
        *value = integer ? ROWAN_ERASE_INTEGER : ROWAN_ERASE_OWN;
        return dialect->marker(marker, found, integer ? ROWAN_OPERAND_INTEGER : ROWAN_OPERAND_OWN, 0, 0);
    default:
        return false;
    }
}

static bool is_exact(const struct rowan_dialect *dialect, const struct rowan_catalog_column *found)
{
    return !found->collation && !found->domain && dialect->equality_is_exact &&
           dialect->equality_is_exact(found);
}

/* The column as a text that is compared byte by byte. */
static void add_exact(struct erasing *e, size_t depth, bool joined, const struct rowan_catalog_column *found)
{
    const char *format = rowan_exact_text_cast(dialect_of(e), found);
    const char *hole = strstr(format, "%s");

    rowan_sql_add_slice(&e->sql, (struct rowan_slice){format, (size_t)(hole - format)});
    add_column(e, depth, joined, found->name);
    rowan_sql_add(&e->sql, hole + 2);
}

/* A text is compared in the column's own way, which finds an index, and byte by byte, which counts. */
static void add_part(struct erasing *e, size_t depth, bool joined, const struct rowan_catalog_column *found,
                     const struct rowan_marker *marker, const struct rowan_erase_marker *what)
{
    const struct rowan_dialect *dialect = dialect_of(e);
    bool is_text = what->value == ROWAN_ERASE_TEXT;
    bool own =
        !is_text || is_exact(dialect, found) || (e->own && dialect->own_equality != ROWAN_OWN_EQUALITY_NONE);

    if (own) {
        add_column(e, depth, joined, found->name);
        rowan_sql_add(&e->sql, " = ");
        add_marker(e, marker->sql, what);
    }
    if (!is_text || is_exact(dialect, found))
        return;
    rowan_sql_add(&e->sql, own ? " AND " : "");
    add_exact(e, depth, joined, found);
    rowan_sql_add(&e->sql, " = ");
    add_marker(e, dialect->exact_marker, what);
}

static void fail_column(struct erasing *e, const char *column, const char *why)
{
    rowan_sql_spoil(&e->sql, rowan_fail(e->sql.err, ROWAN_MAPPING, "mapping", "column %s: %s", column, why));
}

static const struct rowan_catalog_column *find_column(struct erasing *e, const struct rowan_table *table,
                                                      const char *name)
{
    const struct rowan_catalog_table *found = rowan_catalog_lookup(e->catalog, table->name);
    int c = found ? rowan_catalog_find(found, name) : -1;

    if (c < 0)
        fail_column(e, name, "there is no such column");
    return c < 0 ? NULL : &found->columns[c];
}

/* A column is a part of the document's key, or of the row's. */
static void add_equal(struct erasing *e, const struct rowan_table *table, const struct rowan_column *column,
                      size_t part, size_t depth, bool joined)
{
    const struct rowan_catalog_column *found = find_column(e, table, column->name);
    struct rowan_erase_marker what = {.column = column, .part = e->key * ROWAN_SOURCE_KEY_MAX + part};
    struct rowan_marker marker;

    if (!found)
        return;
    if (!choose_value(dialect_of(e), column, found, &marker, &what.value)) {
        fail_column(e, column->name, "the database does not compare it with a key exactly");
        return;
    }
    rowan_sql_add(&e->sql, part ? " AND " : "");
    add_part(e, depth, joined, found, &marker, &what);
}

static void add_key(struct erasing *e, const struct rowan_table *table,
                    const struct rowan_document_rows *rows, size_t depth, bool joined)
{
    bool own = rows->by == ROWAN_ROWS_BY_LINEAGE;
    size_t count = own ? table->key_count : e->plan->source.key_count;
    const size_t *columns = own ? table->key : rows->columns;

    for (e->key = 0; e->key < e->keys; e->key++) {
        rowan_sql_add(&e->sql, e->keys == 1 ? "" : e->key ? " OR (" : "((");
        for (size_t part = 0; part < count && e->sql.status == ROWAN_OK; part++)
            add_equal(e, table, &table->columns[columns[part]], part, depth, joined);
        rowan_sql_add(&e->sql, e->keys == 1 ? "" : ")");
    }
    rowan_sql_add(&e->sql, e->keys == 1 ? "" : ")");
}

/* ---- the way up ---- */

/* Names of the columns at these places. */
static void add_names(struct erasing *e, const struct rowan_table *table, const size_t *columns, size_t count,
                      size_t depth, bool parentheses)
{
    rowan_sql_add(&e->sql, parentheses && count > 1 ? "(" : "");
    for (size_t i = 0; i < count; i++) {
        rowan_sql_add(&e->sql, i ? ", " : "");
        add_column(e, depth, false, table->columns[columns[i]].name);
    }
    rowan_sql_add(&e->sql, parentheses && count > 1 ? ")" : "");
}

/* The foreign key of a table to its parent; free both lists. */
struct foreign_key {
    size_t *mine, *theirs;
    size_t count;
};

static bool open_foreign_key(struct erasing *e, const struct rowan_table *table, struct foreign_key *key)
{
    key->mine = calloc(table->column_count + 1, sizeof *key->mine);
    key->theirs = calloc(table->column_count + 1, sizeof *key->theirs);
    key->count = 0;
    if (key->mine && key->theirs)
        key->count = rowan_plan_foreign_key(e->plan, table, key->mine, key->theirs);
    else
        rowan_sql_spoil(&e->sql, rowan_out_of_memory(e->sql.err));
    return e->sql.status == ROWAN_OK;
}

static void close_foreign_key(struct foreign_key *key)
{
    free(key->mine);
    free(key->theirs);
}

/* The condition of a table's rows, whose parents' is inside it: as deep as a mapping has tables. */
static void add_nested(struct erasing *e, size_t index, size_t depth)
{
    const struct rowan_table *table = &e->plan->tables[index];
    struct rowan_document_rows rows = rowan_document_rows(e->plan, index);
    struct foreign_key key;

    if (rows.by != ROWAN_ROWS_BY_PARENT) {
        add_key(e, table, &rows, depth, false);
        return;
    }
    if (open_foreign_key(e, table, &key)) {
        const struct rowan_table *parent = &e->plan->tables[table->parent];
        add_names(e, table, key.mine, key.count, depth, true);
        rowan_sql_add(&e->sql, " IN (SELECT ");
        add_names(e, parent, key.theirs, key.count, depth + 1, false);
        rowan_sql_add(&e->sql, " FROM ");
        rowan_sql_add_name(&e->sql, e->schema, parent->name);
        rowan_sql_add(&e->sql, " ");
        add_alias(e, depth + 1);
        rowan_sql_add(&e->sql, " WHERE ");
        add_nested(e, (size_t)table->parent, depth + 1);
        rowan_sql_add(&e->sql, ")");
    }
    close_foreign_key(&key);
}

/* INNER JOIN parent t1 ON t1.id = t0.order_id */
static void add_join(struct erasing *e, const struct rowan_table *table, size_t depth)
{
    const struct rowan_table *parent = &e->plan->tables[table->parent];
    struct foreign_key key;

    rowan_sql_add(&e->sql, " INNER JOIN ");
    rowan_sql_add_name(&e->sql, e->schema, parent->name);
    rowan_sql_add(&e->sql, " ");
    add_alias(e, depth + 1);
    open_foreign_key(e, table, &key);
    for (size_t i = 0; i < key.count; i++) {
        rowan_sql_add(&e->sql, i ? " AND " : " ON ");
        add_column(e, depth + 1, true, parent->columns[key.theirs[i]].name);
        rowan_sql_add(&e->sql, " = ");
        add_column(e, depth, true, table->columns[key.mine[i]].name);
    }
    close_foreign_key(&key);
}

static void add_joined(struct erasing *e, size_t index)
{
    struct rowan_document_rows rows = rowan_document_rows(e->plan, index);
    size_t depth = 0;

    rowan_sql_add(&e->sql, "DELETE t0 FROM ");
    rowan_sql_add_name(&e->sql, e->schema, e->plan->tables[index].name);
    rowan_sql_add(&e->sql, " t0");
    while (rows.by == ROWAN_ROWS_BY_PARENT && e->sql.status == ROWAN_OK) {
        add_join(e, &e->plan->tables[index], depth++);
        index = (size_t)e->plan->tables[index].parent;
        rows = rowan_document_rows(e->plan, index);
    }
    rowan_sql_add(&e->sql, " WHERE ");
    add_key(e, &e->plan->tables[index], &rows, depth, true);
}

static void add_statement(struct erasing *e, size_t index, enum rowan_rows_by by)
{
    const struct rowan_table *table = &e->plan->tables[index];
    const struct rowan_column *last =
        table->recursive && dialect_of(e)->deletes_in_order ? rowan_recursion_depth(table) : NULL;

    if (by == ROWAN_ROWS_BY_PARENT && dialect_of(e)->deletes_joined && !last) {
        add_joined(e, index);
        return;
    }
    rowan_sql_add(&e->sql, "DELETE FROM ");
    rowan_sql_add_name(&e->sql, e->schema, table->name);
    rowan_sql_add(&e->sql, " WHERE ");
    add_nested(e, index, 0);
    if (!last)
        return;
    rowan_sql_add(&e->sql, " ORDER BY ");
    rowan_sql_add_name(&e->sql, NULL, last->name);
    rowan_sql_add(&e->sql, " DESC");
}

/* What stands in the way of a table whose rows cannot be found. */
static enum rowan_status fail_table(const struct rowan_plan *plan, const struct rowan_document_rows *rows,
                                    struct rowan_error *err)
{
    const char *part = plan->source.columns[rows->lacking].name;

    if (rows->changed)
        return rowan_fail(
            err, ROWAN_MAPPING, "mapping",
            "rows of a document cannot be found again: column %s does not hold the key's \"%s\" "
            "as it is; lineage = true in the mapping records the keys of its rows",
            rows->changed->name, part);
    return rowan_fail(err, ROWAN_MAPPING, "mapping",
                      "rows of a document cannot be found again: no column is source \"%s\", and no key of a "
                      "parent's row leads to one; lineage = true in the mapping records the keys of its rows",
                      part);
}

enum rowan_status rowan_erase_sql(struct rowan_erase *erase, const struct rowan_server *server,
                                  struct rowan_buffer *out, const char *schema, const struct rowan_plan *plan,
                                  size_t table, const struct rowan_catalog *catalog, bool own, size_t keys,
                                  struct rowan_error *err)
{
    struct rowan_document_rows rows = rowan_document_rows(plan, table);
    struct erasing e = {
        .erase = erase, .schema = schema, .plan = plan, .catalog = catalog, .own = own, .keys = keys};

    erase->count = 0;
    if (rows.by == ROWAN_ROWS_BY_NOTHING)
        return fail_table(plan, &rows, err);
    rowan_sql_begin(&e.sql, server, out, err);
    add_statement(&e, table, rows.by);
    return rowan_sql_end(&e.sql);
}
