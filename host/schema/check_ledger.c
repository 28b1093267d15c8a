/* The ledger, without which no run begins: its primary key is what makes a second load of a document
 * impossible. */
#include "schema/check_ledger.h"

#include "odbc/sql_text.h"
#include "catalog/catalog_query.h"
#include "schema/check_ledger_columns.h"
#include "schema/fix_rights.h"
#include "target/feed.h"
#include "target/ledger_trial.h"
#include "target/lineage_rows.h"
#include "target/run_rows.h"
#include "target/reject_rows.h"
#include "target/ledger_tables.h"
#include "odbc/statement.h"

static void check_log(struct rowan_check_context *check, const struct rowan_catalog_table *log,
                      const struct rowan_constraints *constraints)
{
    const char *column = check->dialect->keys.column;
    const char *const key[] = {"feed", column ? column : "doc_key"};
    struct rowan_check_location spot = {{check->plan->file, 0}, ROWAN_LEDGER_TABLE, NULL};

    if (!log->transactional) {
        rowan_fix_engine(&check->fix, log->name);
        rowan_check_error(check, &spot, "the ledger is not transactional: documents could be loaded twice");
    }
    if (constraints->known && !rowan_check_unique(constraints, log->name, key, 2)) {
        rowan_fix_primary_key(&check->fix, log->name, key, 2);
        rowan_check_error(check, &spot,
                          "the ledger has no primary key (feed, %s): documents could be loaded twice",
                          key[1]);
    }
}

/* ---- rights ---- */

/* What is done with each: a run's row gets its end, rowan retry takes rows out of the ledger. */
static const struct need {
    const char *table;
    const char *rights;
    bool insert, update;
} needs[] = {
    {ROWAN_LEDGER_TABLE, "SELECT, INSERT, UPDATE, DELETE", true, true},
    {ROWAN_RUN_TABLE, "SELECT, INSERT, UPDATE", true, true},
    {ROWAN_FEED_TABLE, "SELECT, INSERT, UPDATE", true, true},
    {ROWAN_MAPPING_TABLE, "SELECT, INSERT", true, false},
    {ROWAN_VERSION_TABLE, "SELECT", false, false},
};

#define NEEDS (sizeof needs / sizeof needs[0])

static bool has_columns_rights(const struct rowan_catalog_table *table, bool insert)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (!table->columns[i].may_read || (insert && !table->columns[i].may_insert))
            return false;
    return true;
}

/* updatable is true of all tables where a database is not asked. */
static enum rowan_status read_updatable(struct rowan_check_context *check, const char *const *names,
                                        size_t count, bool *updatable)
{
    const char *text = check->dialect->catalog.updatable;
    struct rowan_statement *query = NULL;
    struct rowan_slice field[2];
    bool more = text != NULL;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < count; i++)
        updatable[i] = true;
    if (text)
        st = rowan_catalog_ask(&query, check->db, text, check->endpoint->schema, names, count, check->err);
    while (st == ROWAN_OK && more) {
        st = rowan_statement_fetch(query, &more, check->err);
        for (size_t i = 0; i < 2 && st == ROWAN_OK && more; i++)
            st = rowan_statement_text(query, i, &field[i], check->err);
        for (size_t i = 0; i < count && st == ROWAN_OK && more; i++)
            if (rowan_slice_equal(field[0], rowan_slice_of(names[i])))
                updatable[i] = rowan_slice_equal(field[1], rowan_slice_of("1"));
    }
    rowan_statement_free(query);
    return st;
}

static void check_rights(struct rowan_check_context *check, const struct rowan_catalog *catalog)
{
    const char *names[NEEDS];
    bool updatable[NEEDS];

    for (size_t i = 0; i < NEEDS; i++)
        names[i] = needs[i].table;
    check->status = read_updatable(check, names, NEEDS, updatable);
    for (size_t i = 0; i < NEEDS && check->status == ROWAN_OK; i++) {
        struct rowan_check_location spot = {{check->plan->file, 0}, needs[i].table, NULL};
        if (has_columns_rights(rowan_catalog_lookup(catalog, needs[i].table), needs[i].insert) &&
            (updatable[i] || !needs[i].update))
            continue;
        rowan_fix_grant(&check->fix, needs[i].table, needs[i].rights);
        rowan_check_error(check, &spot, "the database user may not %s the ledger",
                          needs[i].insert ? "read and write" : "read");
    }
}

/* Tables that somebody else makes by rowan init. */
static void grant_all(struct rowan_check_context *check)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, ROWAN_LEDGER_TABLE, NULL};

    if (!rowan_check_needs_grants(check))
        return;
    for (size_t i = 0; i < NEEDS; i++)
        rowan_fix_grant(&check->fix, needs[i].table, needs[i].rights);
    rowan_check_error(check, &spot,
                      "the database user may not make tables: rowan init is for somebody who may, and rights "
                      "to them are given then");
}

/* ---- what is there ---- */

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

static void check_keys_apart(struct rowan_check_context *check)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, ROWAN_LEDGER_TABLE, "doc_key"};
    struct rowan_error why;
    enum rowan_status st = rowan_ledger_trial(check->endpoint, &why);

    if (st == ROWAN_CONFIG) {
        rowan_check_error(check, &spot, "%s", why.message);
    } else if (st != ROWAN_OK) {
        check->status = st;
        if (check->err)
            *check->err = why;
    }
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

static bool can_read_version(const struct rowan_check_context *check, const struct rowan_catalog *catalog)
{
    const struct rowan_catalog_table *version = rowan_catalog_lookup(catalog, ROWAN_VERSION_TABLE);

    return (!check->rights.known || check->rights.may_use) &&
           (!version || has_columns_rights(version, false));
}

static bool all_there(const struct rowan_catalog *catalog)
{
    for (size_t i = 0; i < NEEDS; i++)
        if (!rowan_catalog_lookup(catalog, needs[i].table))
            return false;
    return true;
}

/* Are they there, and of this rowan's version? That is not known as long as it may not be read. */
static bool check_tables(struct rowan_check_context *check, const struct rowan_catalog *catalog)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, ROWAN_LEDGER_TABLE, NULL};
    struct rowan_error why;
    bool init;
    enum rowan_status st;

    if (all_there(catalog) && !can_read_version(check, catalog))
        return true;
    st = rowan_ledger_tables_verify(check->endpoint, catalog, &init, &why);
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
    rowan_check_error(
        check, &spot, "%s",
        rowan_check_may_hide(check) && !all_there(catalog)
            ? "the database user sees no ledger: there is none yet, and rowan init makes it, or he "
              "has no rights to its tables"
            : why.message);
    if (init)
        grant_all(check);
    return false;
}

/* A table that only some mappings need. */
struct extra_table {
    const char *name;
    const char *what;   /* is in it */
    const char *rights; /* that writing takes, */
    bool update;        /* of which UPDATE is one */
    enum rowan_status (*catalog)(struct rowan_catalog *catalog, const struct rowan_endpoint *target,
                                 struct rowan_error *err);
};

static const struct extra_table rejects_table = {ROWAN_REJECT_TABLE, "rejected rows",
                                                 "SELECT, INSERT, DELETE", false, rowan_reject_rows_catalog};
static const struct extra_table lineage_table = {ROWAN_LINEAGE_TABLE, "keys of rows (lineage)",
                                                 "SELECT, INSERT, DELETE", false, rowan_lineage_rows_catalog};
static const struct extra_table run_rows_table = {ROWAN_RUN_ROWS, "counts of rows", "SELECT, INSERT, UPDATE",
                                                  true, rowan_run_rows_catalog};

static bool may_write(struct rowan_check_context *check, const struct extra_table *table,
                      const struct rowan_catalog *catalog)
{
    bool updatable = true;

    if (table->update)
        check->status = read_updatable(check, &table->name, 1, &updatable);
    return check->status != ROWAN_OK ||
           (updatable && has_columns_rights(rowan_catalog_lookup(catalog, table->name), true));
}

static void check_extra(struct rowan_check_context *check, const struct extra_table *table)
{
    struct rowan_check_location spot = {{check->plan->file, 0}, table->name, NULL};
    struct rowan_catalog catalog;
    struct rowan_error why;
    enum rowan_status st = table->catalog(&catalog, check->endpoint, &why);

    if (st == ROWAN_CONFIG) {
        rowan_fix_command(&check->fix, "rowan init", check->plan->file);
        rowan_check_error(check, &spot, "%s", why.message);
    } else if (st != ROWAN_OK) {
        check->status = st;
        if (check->err)
            *check->err = why;
    } else {
        if (!may_write(check, table, &catalog)) {
            rowan_fix_grant(&check->fix, table->name, table->rights);
            rowan_check_error(check, &spot, "the database user may not read and write %s", table->what);
        }
        rowan_catalog_close(&catalog);
    }
}

/* Documents of another source would count as loaded. */
static void check_feed(struct rowan_check_context *check)
{
    struct rowan_check_location spot = {check->plan->source.place, check->plan->source.name, NULL};
    struct rowan_feed_source source;
    struct rowan_error why;
    enum rowan_status st;

    bool is_files = check->plan->source.is_files;

    if (!check->feed || (is_files ? check->no_files : !check->source) || check->status != ROWAN_OK)
        return;
    source = (struct rowan_feed_source){.database = check->apart ? check->source_place.data : NULL,
                                        .schema = is_files ? NULL : check->source->schema,
                                        .name = is_files ? check->plan->source.name : check->source->name,
                                        .is_files = is_files};
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
    rowan_check_ledger_columns(check, catalog);
    check_rights(check, catalog);
    if (check->plan->rejects && check->status == ROWAN_OK)
        check_extra(check, &rejects_table);
    if (check->plan->lineage && check->status == ROWAN_OK)
        check_extra(check, &lineage_table);
    if (rowan_run_rows_needed(check->plan) && check->status == ROWAN_OK)
        check_extra(check, &run_rows_table);
    if (check->diagnostics->errors != errors)
        return false;
    check_visible(check, constraints);
    if (check->status == ROWAN_OK)
        check_keys_apart(check);
    return check->status == ROWAN_OK;
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
