/*
 * The rows that are none are NULLs out of the ledger, which every database has and every run may read: no
 * trigger of a row sees them, no constraint, and no policy. A database that nobody described may want to know
 * of what type a NULL is: there they come out of the table itself, and where a run may not read that, it is
 * tried with NULLs all the same.
 */
#include "target/canary.h"

#include <stdlib.h>

#include "odbc/connection.h"
#include "odbc/sql_text.h"
#include "plan/plan.h"
#include "target/ledger.h"
#include "target/lineage_rows.h"
#include "target/numbers.h"
#include "target/reject_rows.h"
#include "target/run_rows.h"

/* Where no rows come from. */
enum nothing { NULLS, OWN_COLUMNS };

/* SELECT NULL, NULL FROM ledger WHERE 1 = 0 */
static void add_nothing(struct rowan_sql *sql, const struct rowan_canary *canary, const char *table,
                        const char *const *columns, size_t count, enum nothing from)
{
    for (size_t i = 0; i < count; i++) {
        rowan_sql_add(sql, i ? ", " : "SELECT ");
        if (from == NULLS)
            rowan_sql_add(sql, "NULL");
        else
            rowan_sql_add_name(sql, NULL, columns[i]);
    }
    rowan_sql_add(sql, " FROM ");
    rowan_sql_add_name(sql, canary->schema, from == NULLS ? ROWAN_LEDGER_TABLE : table);
    rowan_sql_add(sql, " WHERE 1 = 0");
}

/* INSERT INTO t (a, b) SELECT ..., and roll it back. */
static enum rowan_status insert_nothing(struct rowan_connection *db, const struct rowan_canary *canary,
                                        const char *table, const char *const *columns, size_t count,
                                        const char *overriding, enum nothing from, struct rowan_error *err)
{
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_sql_begin(&sql, rowan_connection_server(db), &text, err);
    rowan_sql_add_insert(&sql, canary->schema, table, columns, count);
    if (overriding)
        rowan_sql_add(&sql, overriding);
    add_nothing(&sql, canary, table, columns, count, from);
    st = rowan_sql_end(&sql);
    if (st == ROWAN_OK)
        st = rowan_connection_begin(db, err);
    if (st == ROWAN_OK)
        st = rowan_connection_exec(db, text.data, err);
    rowan_connection_rollback(db, NULL);
    rowan_buffer_clear(&text);
    return st;
}

static enum rowan_status try_columns(struct rowan_connection *db, const struct rowan_canary *canary,
                                     const char *table, const char *const *columns, size_t count,
                                     const char *overriding, struct rowan_error *err)
{
    bool typed = rowan_connection_dialect(db)->typed_nulls;
    enum rowan_status st =
        insert_nothing(db, canary, table, columns, count, overriding, typed ? OWN_COLUMNS : NULLS, err);

    if (st != ROWAN_OK && st != ROWAN_LOST && typed &&
        insert_nothing(db, canary, table, columns, count, overriding, NULLS, NULL) == ROWAN_OK)
        return ROWAN_OK;
    if (st != ROWAN_OK && st != ROWAN_LOST && st != ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "table %s takes no rows", table);
    return st;
}

static enum rowan_status try_table(struct rowan_connection *db, const struct rowan_canary *canary,
                                   const struct rowan_table *table, struct rowan_error *err)
{
    bool left_out =
        rowan_connection_dialect(db)->words.numbering != NULL; /* else it would have to be said before */
    const char **names = calloc(table->column_count + 1, sizeof *names);
    bool identity = false;
    size_t count = 0;
    enum rowan_status st = ROWAN_OK;

    if (!names)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < table->column_count; i++) {
        if (i != rowan_table_identity(table) && (!table->columns[i].identity || !left_out))
            names[count++] = table->columns[i].name;
        identity = identity || table->columns[i].identity;
    }
    if (count > 0)
        st = try_columns(db, canary, table->name, names, count,
                         identity ? rowan_connection_dialect(db)->overriding : NULL, err);
    free(names);
    return st;
}

/* DELETE FROM t WHERE 1 = 0, and roll it back. */
static enum rowan_status change_nothing(struct rowan_connection *db, const struct rowan_canary *canary,
                                        const char *before, const char *table, const char *after,
                                        struct rowan_error *err)
{
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_sql_begin(&sql, rowan_connection_server(db), &text, err);
    rowan_sql_add(&sql, before);
    rowan_sql_add_name(&sql, canary->schema, table);
    rowan_sql_add(&sql, after);
    st = rowan_sql_end(&sql);
    if (st == ROWAN_OK)
        st = rowan_connection_begin(db, err);
    if (st == ROWAN_OK)
        st = rowan_connection_exec(db, text.data, err);
    rowan_connection_rollback(db, NULL);
    rowan_buffer_clear(&text);
    if (st != ROWAN_OK && st != ROWAN_LOST && st != ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "rows of table %s cannot be changed", table);
    return st;
}

static enum rowan_status try_deletes(struct rowan_connection *db, const struct rowan_canary *canary,
                                     struct rowan_error *err)
{
    enum rowan_status st =
        change_nothing(db, canary, "UPDATE ", ROWAN_LEDGER_TABLE, " SET status = 'stale' WHERE 1 = 0", err);

    for (size_t i = 0; i < canary->plan->table_count && st == ROWAN_OK; i++)
        if (!canary->plan->tables[i].conflict)
            st =
                change_nothing(db, canary, "DELETE FROM ", canary->plan->tables[i].name, " WHERE 1 = 0", err);
    return st;
}

static enum rowan_status try_rejects(struct rowan_connection *db, const struct rowan_canary *canary,
                                     struct rowan_error *err)
{
    const char *columns[ROWAN_REJECT_COLUMNS];

    rowan_reject_rows_columns(columns);
    return try_columns(db, canary, ROWAN_REJECT_TABLE, columns, ROWAN_REJECT_COLUMNS, NULL, err);
}

static enum rowan_status try_lineage(struct rowan_connection *db, const struct rowan_canary *canary,
                                     struct rowan_error *err)
{
    const char *columns[ROWAN_LINEAGE_COLUMNS];

    rowan_lineage_rows_columns(columns);
    return try_columns(db, canary, ROWAN_LINEAGE_TABLE, columns, ROWAN_LINEAGE_COLUMNS, NULL, err);
}

static enum rowan_status try_run_rows(struct rowan_connection *db, const struct rowan_canary *canary,
                                      struct rowan_error *err)
{
    const char *columns[ROWAN_RUN_ROWS_COLUMNS];
    enum rowan_status st;

    rowan_run_rows_columns(columns);
    st = try_columns(db, canary, ROWAN_RUN_ROWS, columns, ROWAN_RUN_ROWS_COLUMNS, NULL, err);
    return st == ROWAN_OK
               ? change_nothing(db, canary, "UPDATE ", ROWAN_RUN_ROWS, " SET kept = 0 WHERE 1 = 0", err)
               : st;
}

/* A number of each sequence is taken, and is a gap: nothing else shows that there are some. And tables whose
 * keys are looked up are asked. */
static enum rowan_status try_numbers(struct rowan_connection *db, const struct rowan_canary *canary,
                                     struct rowan_error *err)
{
    const struct rowan_endpoint target = {.db = db, .schema = canary->schema};
    const struct rowan_column *failed;
    struct rowan_numbers *numbers;
    enum rowan_status st = rowan_numbers_open(&numbers, &target, canary->plan, err);

    if (st == ROWAN_OK)
        st = rowan_numbers_open_lookups(numbers, &target, err);
    if (st == ROWAN_OK)
        st = rowan_numbers_try(numbers, &failed, err);
    rowan_numbers_close(numbers);
    return st;
}

static enum rowan_status try_all(struct rowan_connection *db, const struct rowan_canary *canary,
                                 struct rowan_error *err)
{
    const char *columns[ROWAN_LEDGER_COLUMNS];
    size_t count = rowan_ledger_columns(canary->plan, columns);
    enum rowan_status st = try_columns(db, canary, ROWAN_LEDGER_TABLE, columns, count, NULL, err);

    if (st == ROWAN_OK && canary->plan->rejects)
        st = try_rejects(db, canary, err);
    if (st == ROWAN_OK && canary->plan->lineage)
        st = try_lineage(db, canary, err);
    if (st == ROWAN_OK && rowan_run_rows_needed(canary->plan))
        st = try_run_rows(db, canary, err);
    if (st == ROWAN_OK && canary->plan->numbered)
        st = try_numbers(db, canary, err);
    for (size_t i = 0; i < canary->plan->table_count && st == ROWAN_OK; i++)
        st = try_table(db, canary, &canary->plan->tables[i], err);
    if (st == ROWAN_OK && canary->deletes)
        st = try_deletes(db, canary, err);
    return st;
}

enum rowan_status rowan_canary_ask(const struct rowan_canary *canary, struct rowan_error *err)
{
    struct rowan_error why = {0};
    struct rowan_connection *db = NULL;
    enum rowan_status st = rowan_connection_open(&db, canary->connect, ROWAN_SIDE_BOTH, &why);

    if (st == ROWAN_CONFIG) /* the run could connect when it began: what is wrong now may heal */
        st = why.status = ROWAN_LOST;
    else if (st == ROWAN_OK)
        st = try_all(db, canary, &why);
    rowan_connection_close(db);
    if (st == ROWAN_DATABASE || st == ROWAN_DUPLICATE || st == ROWAN_DOCUMENT || st == ROWAN_MAPPING)
        st = why.status = ROWAN_CONFIG; /* there is no document that it could be about */
    if (st != ROWAN_OK && err)
        *err = why;
    return st;
}
