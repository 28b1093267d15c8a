/* The ledger, without which no run begins: its primary key is what makes a second load of a document
 * impossible. */
#include "schema/check_ledger.h"

#include "odbc/sql_text.h"
#include "target/feed.h"
#include "target/ledger_tables.h"
#include "odbc/statement.h"

static void check_log(struct rowan_check_context *check, const struct rowan_catalog_table *log,
                      const struct rowan_constraints *constraints)
{
    static const char *const key[] = {"feed", "doc_key"};
    struct rowan_check_location spot = {{check->plan->file, 0}, ROWAN_LEDGER_TABLE, NULL};

    if (!log->transactional) {
        rowan_fix_engine(&check->fix, log->name);
        rowan_check_error(check, &spot, "the ledger is not transactional: documents could be loaded twice");
    }
    if (constraints->known && !rowan_check_unique(constraints, log->name, key, 2)) {
        rowan_fix_primary_key(&check->fix, log->name, key, 2);
        rowan_check_error(check, &spot,
                          "the ledger has no primary key (feed, doc_key): documents could be loaded twice");
    }
}

/* Rows are added, looked up, and taken out again by rowan retry; a run's row gets its end. */
static void check_rights(struct rowan_check_context *check, const struct rowan_catalog_table *table)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, table->name, NULL};

    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].may_insert && table->columns[i].may_read)
            continue;
        rowan_fix_grant(&check->fix, table->name, "SELECT, INSERT, UPDATE, DELETE");
        rowan_check_error(check, &spot, "the database user may not read and write the ledger");
        return;
    }
}

/* A statement that writes no row: what does the driver say? */
static enum rowan_status ask_row_count(struct rowan_check_context *check, int64_t *count)
{
    struct rowan_statement *query = NULL;
    struct rowan_buffer text;
    struct rowan_sql sql;
    enum rowan_status st;

    *count = 0;
    rowan_buffer_init(&text);
    rowan_sql_begin(&sql, rowan_connection_server(check->db), &text, check->err);
    rowan_sql_add(&sql, "DELETE FROM ");
    rowan_sql_add_name(&sql, check->endpoint->schema, ROWAN_LEDGER_TABLE);
    rowan_sql_add(&sql, " WHERE 1 = 0");
    st = rowan_statement_prepare(&query, check->db, &sql);
    if (st == ROWAN_OK)
        st = rowan_statement_run(query, NULL, 0, check->err);
    if (st == ROWAN_OK)
        *count = rowan_statement_affected(query);
    rowan_statement_free(query);
    rowan_buffer_clear(&text);
    return st;
}

/* What a database nobody described keeps from us. */
static void check_visible(struct rowan_check_context *check, const struct rowan_constraints *constraints)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, ROWAN_LEDGER_TABLE, NULL};
    int64_t count = 0;

    if (!constraints->known)
        rowan_check_warning(check, &spot,
                            "keys and foreign keys of this database are not seen: none is checked here");
    if (!check->dialect->row_counts && check->status == ROWAN_OK)
        check->status = ask_row_count(check, &count);
    if (count < 0)
        rowan_check_warning(check, &spot,
                            "the driver does not say how many rows a statement wrote: rows that the database "
                            "leaves out without an error cannot be noticed");
}

/* Are they there, and of this rowan's version? */
static bool check_tables(struct rowan_check_context *check, const struct rowan_catalog *catalog)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, ROWAN_LEDGER_TABLE, NULL};
    struct rowan_error why;
    bool init;
    enum rowan_status st = rowan_ledger_tables_verify(check->endpoint, catalog, &init, &why);

    if (st == ROWAN_OK)
        return true;
    if (st != ROWAN_CONFIG) {
        check->status = st;
        if (check->err)
            *check->err = why;
        return false;
    }
    if (init)
        rowan_fix_command(&check->fix, "rowan init", check->plan->file);
    rowan_check_error(check, &spot, "%s", why.message);
    return false;
}

/* Documents of another source would count as loaded. */
static void check_feed(struct rowan_check_context *check)
{
    struct rowan_check_location spot = {check->plan->source.place, check->plan->source.name, NULL};
    struct rowan_feed_source source;
    struct rowan_error why;
    enum rowan_status st;

    if (!check->feed || !check->source || check->status != ROWAN_OK)
        return;
    source = (struct rowan_feed_source){check->source->schema, check->source->name};
    st = rowan_feed_compare(check->endpoint, check->feed, &source, &why);
    if (st == ROWAN_USAGE) {
        rowan_check_error(check, &spot, "%s", why.message);
    } else if (st != ROWAN_OK) {
        check->status = st;
        if (check->err)
            *check->err = why;
    }
}

/* True when all of them are there and may be used. */
static bool check_own_tables(struct rowan_check_context *check, const struct rowan_catalog *catalog,
                             const struct rowan_constraints *constraints)
{
    size_t errors = check->diagnostics->errors;

    if (!check_tables(check, catalog))
        return false;
    check_log(check, rowan_catalog_lookup(catalog, ROWAN_LEDGER_TABLE), constraints);
    for (size_t i = 0; i < rowan_ledger_table_count; i++)
        if (rowan_is_own_table(rowan_ledger_tables[i]))
            check_rights(check, rowan_catalog_lookup(catalog, rowan_ledger_tables[i]));
    check_visible(check, constraints);
    return check->diagnostics->errors == errors;
}

void rowan_check_ledger(struct rowan_check_context *check, const struct rowan_catalog *catalog,
                        const struct rowan_constraints *constraints)
{
    bool good;

    check->verdict = ROWAN_CONFIG;
    good = check_own_tables(check, catalog, constraints);
    check->verdict = ROWAN_MAPPING;
    if (good)
        check_feed(check);
}
