#include "run/worker/told_parameters.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "odbc/sql_text.h"
#include "odbc/statement.h"
#include "target/ledger_tables.h"

#define NEWEST 50 /* rows of runs that are looked at */

/* ---- the run before ---- */

static enum rowan_status prepare_newest(struct rowan_statement **out, const struct rowan_endpoint *target,
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

/* What the newest run had. Columns are read from left to right, each once. */
struct before {
    char run_id[41];
    bool there;
    json_t *parameters; /* an object */
};

/* Unloading has rows there, too, and makes no rows of documents. */
static bool is_unload(struct rowan_slice text)
{
    json_t *settings = text.data ? json_loadb(text.data, text.size, 0, NULL) : NULL;
    bool unload = json_is_true(json_object_get(settings, "unload"));

    json_decref(settings);
    return unload;
}

static enum rowan_status fetch_before(struct before *before, struct rowan_statement *query,
                                      struct rowan_error *err)
{
    struct rowan_slice text = {NULL, 0};
    bool more = true, unload = true;
    enum rowan_status st = ROWAN_OK;

    while (st == ROWAN_OK && unload) {
        st = rowan_statement_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            return st;
        st = rowan_statement_text(query, 0, &text, err);
        snprintf(before->run_id, sizeof before->run_id, "%.*s", (int)text.size, text.data ? text.data : "");
        if (st == ROWAN_OK)
            st = rowan_statement_text(query, 1, &text, err);
        unload = is_unload(text);
        if (st == ROWAN_OK && !unload)
            st = rowan_statement_text(query, 2, &text, err);
    }
    before->there = st == ROWAN_OK;
    before->parameters = before->there && text.data ? json_loadb(text.data, text.size, 0, NULL) : NULL;
    return st;
}

static enum rowan_status read_before(struct before *before, const struct rowan_endpoint *target,
                                     const char *feed, struct rowan_error *err)
{
    struct rowan_param params[2] = {rowan_param_text(feed)};
    struct rowan_statement *query = NULL;
    enum rowan_status st = prepare_newest(&query, target, err);

    if (st == ROWAN_OK)
        st = rowan_statement_run_page(query, params, 1, NEWEST, err);
    if (st == ROWAN_OK)
        st = fetch_before(before, query, err);
    rowan_statement_free(query);
    return st;
}

/* ---- the line ---- */

static const char *shown(char *out, size_t size, const json_t *value)
{
    struct rowan_slice text = {json_string_value(value), json_string_length(value)};

    return text.data ? rowan_quote(out, size, text) : "nothing";
}

/* "; country = "SE", was "NO"" for each that differs. */
static void add_differences(struct rowan_buffer *out, const json_t *now, const json_t *before)
{
    char texts[2][320];
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)now, name, value)
    {
        const json_t *was = json_object_get(before, name);
        if (!json_equal(value, was))
            rowan_buffer_format(out, "; %s = %s, was %s", name, shown(texts[0], sizeof texts[0], value),
                                shown(texts[1], sizeof texts[1], was));
    }
    json_object_foreach((json_t *)(uintptr_t)before, name, value)
    {
        if (!json_object_get(now, name))
            rowan_buffer_format(out, "; %s = nothing, was %s", name, shown(texts[1], sizeof texts[1], value));
    }
}

enum rowan_status rowan_told_parameters(const struct rowan_log *log, const struct rowan_endpoint *target,
                                        const char *feed, const char *parameters, struct rowan_error *err)
{
    struct before before = {.there = false};
    struct rowan_buffer line = {0};
    json_t *now = NULL;
    enum rowan_status st = read_before(&before, target, feed, err);

    if (st != ROWAN_OK || !before.there)
        goto done;
    now = parameters ? json_loads(parameters, 0, NULL) : NULL;
    add_differences(&line, now, before.parameters);
    if (line.size && rowan_buffer_string(&line))
        rowan_log(log, ROWAN_LOG_WARN, "parameters differ from those of the feed's last run (%s)%s",
                  before.run_id, line.data);
done:
    rowan_buffer_clear(&line);
    json_decref(now);
    json_decref(before.parameters);
    return st;
}
