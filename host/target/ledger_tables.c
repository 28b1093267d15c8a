#include "target/ledger_tables.h"

#include <stdlib.h>

#include "odbc/sql_text.h"
#include "odbc/statement.h"
#include "target/row_count.h"

#define OLD_LEDGER_TABLE "processing_log" /* of rowan, or of another program */

const char *const rowan_ledger_tables[] = {ROWAN_LEDGER_TABLE,  ROWAN_RUN_TABLE,     ROWAN_FEED_TABLE,
                                           ROWAN_MAPPING_TABLE, ROWAN_VERSION_TABLE, OLD_LEDGER_TABLE};
const size_t rowan_ledger_table_count = sizeof rowan_ledger_tables / sizeof *rowan_ledger_tables;

enum rowan_status rowan_ledger_tables_prepare(struct rowan_statement **out,
                                              const struct rowan_endpoint *target, const char *before,
                                              const char *table, const char *after, struct rowan_error *err)
{
    struct rowan_buffer text;
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_buffer_init(&text);
    rowan_sql_begin(&sql, rowan_connection_server(target->db), &text, err);
    rowan_sql_add(&sql, before);
    rowan_sql_add_name(&sql, target->schema, table);
    rowan_sql_add(&sql, after);
    st = rowan_statement_prepare(out, target->db, &sql);
    rowan_buffer_clear(&text);
    return st;
}

enum rowan_status rowan_ledger_tables_insert(const struct rowan_endpoint *target, const char *table,
                                             const char *after, const struct rowan_param *params,
                                             size_t count, struct rowan_error *err)
{
    struct rowan_statement *statement = NULL;
    int64_t stored;
    enum rowan_status st = rowan_ledger_tables_prepare(&statement, target, "INSERT INTO ", table, after, err);

    if (st == ROWAN_OK)
        st = rowan_statement_run(statement, params, count, err);
    if (st == ROWAN_OK)
        st = rowan_row_count_check(&stored, target->db, statement, 1, false, err);
    if (st == ROWAN_DATABASE)
        rowan_error_prefix(err, "table %s", table);
    rowan_statement_free(statement);
    return st;
}

/* " SET a = ? WHERE key = ?" */
static enum rowan_status join_clause(struct rowan_buffer *out, const char *set, const char *key,
                                     struct rowan_error *err)
{
    bool good = rowan_buffer_append_slice(out, set) && rowan_buffer_append_slice(out, " WHERE ") &&
                rowan_buffer_append_slice(out, key) && rowan_buffer_append_slice(out, " = ?") &&
                rowan_buffer_string(out);

    return good ? ROWAN_OK : rowan_out_of_memory(err);
}

/* No row was changed, for there is none, or because it was as it shall be. */
static enum rowan_status find_row(const struct rowan_endpoint *target, const char *table, const char *key,
                                  const struct rowan_param *value, struct rowan_error *err)
{
    struct rowan_statement *query = NULL;
    struct rowan_buffer where = {0};
    char shown[100];
    bool there = false;
    enum rowan_status st = join_clause(&where, "", key, err);

    if (st == ROWAN_OK)
        st = rowan_ledger_tables_prepare(&query, target, "SELECT 1 FROM ", table, where.data, err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(query, value, 1, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &there, err);
    rowan_statement_free(query);
    rowan_buffer_clear(&where);
    if (st != ROWAN_OK || there)
        return st;
    return rowan_fail(err, ROWAN_CONFIG, "config", "the table %s has no row with %s %s to change any more",
                      table, key, rowan_quote(shown, sizeof shown, value->text));
}

enum rowan_status rowan_ledger_tables_update(const struct rowan_endpoint *target, const char *table,
                                             const char *set, const char *key,
                                             const struct rowan_param *params, size_t count,
                                             struct rowan_error *err)
{
    struct rowan_statement *statement = NULL;
    struct rowan_buffer clause = {0};
    enum rowan_status st = join_clause(&clause, set, key, err);

    if (st == ROWAN_OK)
        st = rowan_ledger_tables_prepare(&statement, target, "UPDATE ", table, clause.data, err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(statement, params, count, err);
    if (st == ROWAN_OK && rowan_statement_affected(statement) <= 0)
        st = find_row(target, table, key, &params[count - 1], err);
    rowan_statement_free(statement);
    rowan_buffer_clear(&clause);
    return st;
}

/* Does the older system have a processing_log in this schema, or an older rowan? */
static bool is_old_ledger(const struct rowan_catalog_table *table)
{
    return table && rowan_catalog_find(table, "mapping") >= 0 && rowan_catalog_find(table, "doc_key") >= 0;
}

static enum rowan_status read_version(const struct rowan_endpoint *target, long *version,
                                      struct rowan_error *err)
{
    struct rowan_statement *query = NULL;
    struct rowan_slice text = {NULL, 0};
    bool more = false;
    enum rowan_status st = rowan_ledger_tables_prepare(&query, target, "SELECT MAX(version) FROM ",
                                                       ROWAN_VERSION_TABLE, "", err);

    *version = 0;
    if (st == ROWAN_OK)
        st = rowan_statement_run(query, NULL, 0, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(query, 0, &text, err);
    if (st == ROWAN_OK && text.data)
        *version = strtol(text.data, NULL, 10);
    rowan_statement_free(query);
    return st;
}

static enum rowan_status verify_version(const struct rowan_endpoint *target, bool *init,
                                        struct rowan_error *err)
{
    long version;
    enum rowan_status st = read_version(target, &version, err);

    if (st != ROWAN_OK || version == ROWAN_LEDGER_VERSION)
        return st;
    *init = version < ROWAN_LEDGER_VERSION;
    return *init
               ? rowan_fail(err, ROWAN_CONFIG, "config",
                            "the ledger has version %ld, this rowan needs version %d; rowan init changes it",
                            version, ROWAN_LEDGER_VERSION)
               : rowan_fail(err, ROWAN_CONFIG, "config",
                            "the ledger has version %ld, this rowan knows version %d; it takes the newer "
                            "rowan that changed the ledger",
                            version, ROWAN_LEDGER_VERSION);
}

enum rowan_status rowan_ledger_tables_verify(const struct rowan_endpoint *target,
                                             const struct rowan_catalog *catalog, bool *init,
                                             struct rowan_error *err)
{
    *init = true;
    if (!rowan_catalog_lookup(catalog, ROWAN_VERSION_TABLE) &&
        !rowan_catalog_lookup(catalog, ROWAN_LEDGER_TABLE))
        return is_old_ledger(rowan_catalog_lookup(catalog, OLD_LEDGER_TABLE))
                   ? rowan_fail(err, ROWAN_CONFIG, "config",
                                "the ledger is the table " OLD_LEDGER_TABLE
                                " of an older rowan; rowan init takes it over")
                   : rowan_fail(err, ROWAN_CONFIG, "config", "there is no ledger yet; rowan init makes it");
    for (size_t i = 0; i + 1 < rowan_ledger_table_count; i++)
        if (!rowan_catalog_lookup(catalog, rowan_ledger_tables[i]))
            return rowan_fail(err, ROWAN_CONFIG, "config", "there is no table %s; rowan init makes it",
                              rowan_ledger_tables[i]);
    return verify_version(target, init, err);
}

enum rowan_status rowan_ledger_tables_open(struct rowan_catalog *catalog, const struct rowan_endpoint *target,
                                           struct rowan_error *err)
{
    bool init;
    enum rowan_status st = rowan_catalog_open(catalog, target->db, target->schema, rowan_ledger_tables,
                                              rowan_ledger_table_count, err);

    if (st != ROWAN_OK)
        return st;
    st = rowan_ledger_tables_verify(target, catalog, &init, err);
    if (st != ROWAN_OK)
        rowan_catalog_close(catalog);
    return st;
}
