#include "run/worker/run_before.h"

#include <stdio.h>

#include "odbc/sql_text.h"
#include "odbc/statement.h"
#include "target/ledger_tables.h"

#define NEWEST 50 /* rows of runs that are looked at */

static enum rowan_status prepare(struct rowan_statement **out, const struct rowan_endpoint *target,
                                 struct rowan_error *err)
{
    struct rowan_buffer text;
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_buffer_init(&text);
    rowan_sql_begin(&sql, rowan_connection_server(target->db), &text, err);
    rowan_sql_add(&sql, "SELECT run_id, settings, parameters FROM ");
    rowan_sql_add_name(&sql, target->schema, ROWAN_RUN_TABLE);
    rowan_sql_add(&sql, " WHERE feed = ?");
    rowan_sql_add_page(&sql, "run_id DESC"); /* they begin with their time */
    st = rowan_statement_prepare(out, target->db, &sql);
    rowan_buffer_clear(&text);
    return st;
}

static enum rowan_status read_json(json_t **out, struct rowan_statement *query, size_t column,
                                   struct rowan_error *err)
{
    struct rowan_slice text = {NULL, 0};
    enum rowan_status st = rowan_statement_text(query, column, &text, err);

    *out = st == ROWAN_OK && text.data ? json_loadb(text.data, text.size, 0, NULL) : NULL;
    return st;
}

/* Columns are read from left to right, each once. */
static enum rowan_status read_row(struct rowan_run_before *before, struct rowan_statement *query,
                                  struct rowan_error *err)
{
    struct rowan_slice text = {NULL, 0};
    enum rowan_status st = rowan_statement_text(query, 0, &text, err);

    snprintf(before->run_id, sizeof before->run_id, "%.*s", (int)text.size, text.data ? text.data : "");
    if (st == ROWAN_OK)
        st = read_json(&before->settings, query, 1, err);
    return st == ROWAN_OK ? read_json(&before->parameters, query, 2, err) : st;
}

/* Unloading has rows there, too: it checks nothing, and makes no rows of documents. */
static enum rowan_status fetch(struct rowan_run_before *before, struct rowan_statement *query,
                               struct rowan_error *err)
{
    bool more = true;
    enum rowan_status st = ROWAN_OK;

    do {
        rowan_run_before_clear(before);
        st = rowan_statement_fetch(query, &more, err);
        if (st == ROWAN_OK && more)
            st = read_row(before, query, err);
    } while (st == ROWAN_OK && more && json_is_true(json_object_get(before->settings, "unload")));
    return st;
}

enum rowan_status rowan_run_before_read(struct rowan_run_before *before, const struct rowan_endpoint *target,
                                        const char *feed, struct rowan_error *err)
{
    struct rowan_param params[2] = {rowan_param_text(feed)};
    struct rowan_statement *query = NULL;
    enum rowan_status st = prepare(&query, target, err);

    *before = (struct rowan_run_before){.settings = NULL};
    if (st == ROWAN_OK)
        st = rowan_statement_run_page(query, params, 1, NEWEST, err);
    if (st == ROWAN_OK)
        st = fetch(before, query, err);
    rowan_statement_free(query);
    return st;
}

void rowan_run_before_clear(struct rowan_run_before *before)
{
    json_decref(before->settings);
    json_decref(before->parameters);
    *before = (struct rowan_run_before){.settings = NULL};
}
