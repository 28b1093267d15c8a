/* UPDATE of the worker's own row; where it is not there yet, INSERT. */
#include "target/run_rows.h"

#include <stdlib.h>

#include "target/ledger_tables.h"
#include "target/row_count.h"

#define KEY " WHERE run_id = ? AND table_name = ? AND worker = ?"

struct rowan_run_rows {
    struct rowan_endpoint target;
    const struct rowan_plan *plan;
    const char *run_id;
    int64_t worker;
    struct rowan_statement *find;
    struct rowan_statement *update;
    struct rowan_statement *insert;
};

static const char *const column_names[ROWAN_RUN_ROWS_COLUMNS] = {
    [ROWAN_RUN_ROWS_RUN] = "run_id",      [ROWAN_RUN_ROWS_TABLE] = "table_name",
    [ROWAN_RUN_ROWS_WORKER] = "worker",   [ROWAN_RUN_ROWS_INSERTED] = "inserted",
    [ROWAN_RUN_ROWS_UPDATED] = "updated", [ROWAN_RUN_ROWS_KEPT] = "kept",
    [ROWAN_RUN_ROWS_DROPPED] = "dropped",
};

void rowan_run_rows_columns(const char *names[ROWAN_RUN_ROWS_COLUMNS])
{
    for (size_t i = 0; i < ROWAN_RUN_ROWS_COLUMNS; i++)
        names[i] = column_names[i];
}

bool rowan_run_rows_needed(const struct rowan_plan *plan)
{
    for (size_t i = 0; i < plan->table_count; i++)
        if (plan->tables[i].conflict || plan->tables[i].may_drop)
            return true;
    return false;
}

enum rowan_status rowan_run_rows_catalog(struct rowan_catalog *catalog, const struct rowan_endpoint *target,
                                         struct rowan_error *err)
{
    const char *const names[] = {ROWAN_RUN_ROWS};
    const struct rowan_catalog_table *found;
    enum rowan_status st = rowan_catalog_open(catalog, target->db, target->schema, names, 1, err);

    if (st != ROWAN_OK)
        return st;
    found = rowan_catalog_lookup(catalog, ROWAN_RUN_ROWS);
    if (!found)
        st = rowan_fail(err, ROWAN_CONFIG, "config",
                        "there is no table %s for the counts that conflict and database_may_drop want; rowan "
                        "init makes it",
                        ROWAN_RUN_ROWS);
    else if (!found->transactional)
        st = rowan_fail(err, ROWAN_CONFIG, "config", "the table %s is not transactional", ROWAN_RUN_ROWS);
    if (st != ROWAN_OK)
        rowan_catalog_close(catalog);
    return st;
}

enum rowan_status rowan_run_rows_open(struct rowan_run_rows **out, const struct rowan_endpoint *target,
                                      const struct rowan_plan *plan, const char *run_id, size_t worker,
                                      struct rowan_error *err)
{
    struct rowan_run_rows *run_rows = calloc(1, sizeof *run_rows);
    struct rowan_catalog catalog;
    enum rowan_status st;

    *out = run_rows;
    if (!run_rows)
        return rowan_out_of_memory(err);
    run_rows->target = *target;
    run_rows->plan = plan;
    run_rows->run_id = run_id;
    run_rows->worker = (int64_t)worker;
    st = rowan_run_rows_catalog(&catalog, target, err);
    if (st == ROWAN_OK)
        rowan_catalog_close(&catalog);
    return st;
}

void rowan_run_rows_close(struct rowan_run_rows *run_rows)
{
    if (!run_rows)
        return;
    rowan_statement_free(run_rows->find);
    rowan_statement_free(run_rows->update);
    rowan_statement_free(run_rows->insert);
    free(run_rows);
}

static enum rowan_status run(struct rowan_run_rows *run_rows, struct rowan_statement **statement,
                             const char *before, const char *after, const struct rowan_param *params,
                             size_t count, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (!*statement)
        st = rowan_ledger_tables_prepare(statement, &run_rows->target, before, ROWAN_RUN_ROWS, after, err);
    return st == ROWAN_OK ? rowan_statement_run(*statement, params, count, err) : st;
}

/* Counts, then the key. */
static enum rowan_status update(struct rowan_run_rows *run_rows, const struct rowan_param *params,
                                struct rowan_error *err)
{
    enum rowan_status st = run(run_rows, &run_rows->update, "UPDATE ",
                               " SET inserted = inserted + ?, updated = updated + ?, kept = kept + ?,"
                               " dropped = dropped + ?" KEY,
                               params, ROWAN_RUN_ROWS_COLUMNS, err);

    return st == ROWAN_OK ? rowan_statement_finish(run_rows->update, err) : st;
}

/* Where the driver does not say how many rows an UPDATE changed. */
static enum rowan_status find(struct rowan_run_rows *run_rows, const struct rowan_param *key, bool *there,
                              struct rowan_error *err)
{
    enum rowan_status st = run(run_rows, &run_rows->find, "SELECT worker FROM ", KEY, key, 3, err);

    if (st == ROWAN_OK)
        st = rowan_statement_fetch(run_rows->find, there, err);
    if (run_rows->find)
        rowan_statement_reset(run_rows->find);
    return st;
}

/* A worker that died before may have put the row there a moment ago, by a COMMIT that was still on its way.
 */
static enum rowan_status insert(struct rowan_run_rows *run_rows, const struct rowan_param *params,
                                struct rowan_error *err)
{
    int64_t stored;
    enum rowan_status st = run(run_rows, &run_rows->insert, "INSERT INTO ",
                               " (inserted, updated, kept, dropped, run_id, table_name, worker)"
                               " VALUES (?, ?, ?, ?, ?, ?, ?)",
                               params, ROWAN_RUN_ROWS_COLUMNS, err);

    if (st == ROWAN_OK)
        st = rowan_row_count_check(&stored, run_rows->target.db, run_rows->insert, 1, false, err);
    if (st == ROWAN_DUPLICATE)
        return err ? (err->status = ROWAN_BUSY) : ROWAN_BUSY;
    return st;
}

static bool is_zero(const int64_t counts[ROWAN_RUN_ROWS_COUNTS])
{
    for (size_t i = 0; i < ROWAN_RUN_ROWS_COUNTS; i++)
        if (counts[i])
            return false;
    return true;
}

enum rowan_status rowan_run_rows_add(struct rowan_run_rows *run_rows, size_t table,
                                     const int64_t counts[ROWAN_RUN_ROWS_COUNTS], struct rowan_error *err)
{
    struct rowan_param params[ROWAN_RUN_ROWS_COLUMNS];
    struct rowan_param *key = params + ROWAN_RUN_ROWS_COUNTS;
    bool there = true;
    enum rowan_status st;

    if (is_zero(counts))
        return ROWAN_OK;
    for (size_t i = 0; i < ROWAN_RUN_ROWS_COUNTS; i++)
        params[i] = rowan_param_int(counts[i]);
    key[0] = rowan_param_text(run_rows->run_id);
    key[1] = rowan_param_text(run_rows->plan->tables[table].name);
    key[2] = rowan_param_int(run_rows->worker);
    st = update(run_rows, params, err);
    if (st == ROWAN_OK)
        there = rowan_statement_affected(run_rows->update) != 0;
    if (st == ROWAN_OK && there && rowan_statement_affected(run_rows->update) < 0)
        st = find(run_rows, key, &there, err);
    if (st == ROWAN_OK && !there)
        st = insert(run_rows, params, err);
    if (st != ROWAN_OK && st != ROWAN_LOST)
        rowan_error_prefix(err, "table %s", ROWAN_RUN_ROWS);
    return st;
}
