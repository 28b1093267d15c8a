/*
 * "Not in the ledger yet" is written as a scalar subquery that is NULL, not as NOT EXISTS: planners may turn
 * the latter into a join that reads the whole ledger, while the former is one seek on its primary key for
 * every row of the source that is looked at.
 */
#include "source/pending_query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "catalog/catalog.h"
#include "odbc/dialect.h"
#include "target/ledger.h"

#define PARAMS 5 /* besides the filter's: two bounds, the mapping, the limit, and one of the caller's */

void rowan_pending_query_clear(struct rowan_pending_query *pending)
{
    rowan_buffer_clear(&pending->from);
    rowan_buffer_clear(&pending->key);
    rowan_buffer_clear(&pending->text);
    rowan_buffer_clear(&pending->mark);
    rowan_buffer_clear(&pending->log);
    rowan_buffer_clear(&pending->low);
    rowan_buffer_clear(&pending->high);
    rowan_where_sql_clear(&pending->filter);
    free(pending->params);
    pending->params = NULL;
}

bool rowan_pending_query_cast(const struct rowan_pending_query *pending, const char *expression,
                              struct rowan_buffer *out)
{
    const char *format = rowan_connection_dialect(pending->db)->text_cast;
    const char *hole = strstr(format, "%s");

    return rowan_buffer_append(out, format, (size_t)(hole - format)) &&
           rowan_buffer_append_slice(out, expression) && rowan_buffer_append_slice(out, hole + 2);
}

static bool set_bound(struct rowan_buffer *bound, bool *has, struct rowan_slice text)
{
    *has = text.data != NULL;
    bound->size = 0;
    return rowan_buffer_append(bound, text.data, text.size);
}

/* A marker has the type that the statement gives it. PostgreSQL needs it always, to use the source's index;
 * MariaDB compares a decimal column with a text as doubles. */
static bool make_mark(struct rowan_pending_query *pending, const struct rowan_catalog_column *column)
{
    const char *dialect = rowan_connection_dialect(pending->db)->name;
    bool cast = strcmp(dialect, "postgresql") == 0 ||
                (strcmp(dialect, "mariadb") == 0 && column->holds == ROWAN_HOLDS_DECIMAL);

    if (!cast || !column->cast_type)
        return rowan_buffer_append_slice(&pending->mark, "?");
    return rowan_buffer_append_slice(&pending->mark, "CAST(? AS ") &&
           rowan_buffer_append_slice(&pending->mark, column->cast_type) &&
           rowan_buffer_append_char(&pending->mark, ')');
}

static enum rowan_status quote_names(struct rowan_pending_query *pending, struct rowan_error *err)
{
    const struct rowan_plan *plan = pending->plan;
    enum rowan_status st;

    if (!rowan_buffer_append_slice(&pending->from, " FROM ") ||
        !rowan_buffer_append_slice(&pending->key, "s."))
        return rowan_out_of_memory(err);
    st = rowan_connection_quote(pending->db, &pending->from, plan->source.schema, plan->source.name, err);
    if (st == ROWAN_OK)
        st = rowan_connection_quote(pending->db, &pending->key, NULL, plan->source.columns[0].name, err);
    if (st == ROWAN_OK)
        st = rowan_connection_quote(pending->db, &pending->log, plan->target_schema, ROWAN_LEDGER_TABLE, err);
    if (st != ROWAN_OK)
        return st;
    if (!rowan_buffer_append_slice(&pending->from, " s") || !rowan_buffer_string(&pending->key) ||
        !rowan_pending_query_cast(pending, pending->key.data, &pending->text))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

static bool is_sqlite(const struct rowan_pending_query *pending)
{
    return strcmp(rowan_connection_dialect(pending->db)->name, "sqlite") == 0;
}

/* " AND (...)" when the mapping says which rows are documents. */
static bool append_filter(const struct rowan_pending_query *pending, struct rowan_buffer *sql)
{
    const struct rowan_buffer *filter = &pending->filter.sql;

    return filter->size == 0 ||
           (rowan_buffer_append_slice(sql, " AND ") && rowan_buffer_append(sql, filter->data, filter->size));
}

/* Append the filter's values. */
static void put_filter_params(struct rowan_pending_query *pending, size_t *count)
{
    for (size_t i = 0; i < pending->filter.count; i++)
        pending->params[(*count)++] = pending->filter.params[i];
}

static enum rowan_status run_with_limit(struct rowan_pending_query *pending, struct rowan_statement *query,
                                        bool filtered, struct rowan_error *err)
{
    size_t count = 0;

    if (filtered)
        put_filter_params(pending, &count);
    pending->params[count++] = (struct rowan_param){.kind = ROWAN_PARAM_INT, .number = 1};
    return rowan_statement_run(query, pending->params, count, err);
}

/* The first row of SELECT columns FROM source s WHERE key and the rest; *first is the first column, ""
 * without a row.
 */
static enum rowan_status ask_source(struct rowan_pending_query *pending, const char *columns,
                                    const char *rest, bool filtered, char *first, size_t size,
                                    struct rowan_error *err)
{
    struct rowan_statement *query = NULL;
    struct rowan_buffer sql;
    struct rowan_slice text = {NULL, 0};
    bool more = false;
    enum rowan_status st = ROWAN_OK;

    *first = '\0';
    rowan_buffer_init(&sql);
    if (!rowan_buffer_append_slice(&sql, "SELECT ") || !rowan_buffer_append_slice(&sql, columns) ||
        !rowan_buffer_append(&sql, pending->from.data, pending->from.size) ||
        !rowan_buffer_append_slice(&sql, " WHERE ") ||
        !rowan_buffer_append(&sql, pending->key.data, pending->key.size) ||
        !rowan_buffer_append_slice(&sql, rest) || (filtered && !append_filter(pending, &sql)) ||
        !rowan_buffer_append_slice(&sql, rowan_connection_dialect(pending->db)->limit) ||
        !rowan_buffer_string(&sql))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = rowan_statement_new(&query, pending->db, sql.data, err);
    if (st == ROWAN_OK)
        st = run_with_limit(pending, query, filtered, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(query, 0, &text, err);
    if (st == ROWAN_OK && text.data)
        snprintf(first, size, "%.*s", (int)text.size, text.data);
    rowan_statement_free(query);
    rowan_buffer_clear(&sql);
    return st;
}

/*
 * A column of SQLite without a type (of a table, or an expression in a view) compares values as they are, and
 * there every number comes before every text: a bound must be of the kind that the keys are. As the kinds
 * come one after the other, the first and the last key tell.
 */
static enum rowan_status find_untyped(struct rowan_pending_query *pending, struct rowan_error *err)
{
    char columns[160], rest[160], lowest[16], highest[16];
    const char *key = pending->key.data;
    enum rowan_status st;

    snprintf(columns, sizeof columns, "typeof(%s)", key);
    snprintf(rest, sizeof rest, " IS NOT NULL ORDER BY %s", key);
    st = ask_source(pending, columns, rest, false, lowest, sizeof lowest, err);
    snprintf(rest, sizeof rest, " IS NOT NULL ORDER BY %s DESC", key);
    if (st == ROWAN_OK)
        st = ask_source(pending, columns, rest, false, highest, sizeof highest, err);
    if (st != ROWAN_OK)
        return st;
    pending->integer = strcmp(lowest, "integer") == 0;
    if (strcmp(lowest, highest) == 0 && (pending->integer || !*lowest || strcmp(lowest, "text") == 0))
        return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_CONFIG, "config",
        "the key column \"%s\" of \"%s\" has no type and holds values from %s to %s: all must be "
        "integers, or all text",
        pending->plan->source.columns[0].name, pending->plan->source.name, lowest, highest);
}

enum rowan_status rowan_pending_query_check_null(struct rowan_pending_query *pending, struct rowan_error *err)
{
    char found[4];
    enum rowan_status st = ROWAN_OK;

    if (pending->nullable)
        st = ask_source(pending, "1", " IS NULL", true, found, sizeof found, err);
    if (st != ROWAN_OK || !pending->nullable || !*found)
        return st;
    return rowan_fail(err, ROWAN_DATABASE, "database",
                      "the source table \"%s\" has a row whose key \"%s\" is NULL",
                      pending->plan->source.name, pending->plan->source.columns[0].name);
}

static enum rowan_status find_key(struct rowan_pending_query *pending,
                                  const struct rowan_catalog_table *source, struct rowan_error *err)
{
    const char *key = pending->plan->source.columns[0].name;
    enum rowan_status st;
    int i;

    if (!source)
        return rowan_fail(err, ROWAN_CONFIG, "config", "there is no source table \"%s\"",
                          pending->plan->source.name);
    i = rowan_catalog_find(source, key);
    if (i < 0)
        return rowan_fail(err, ROWAN_CONFIG, "config", "the source table \"%s\" has no column \"%s\"",
                          pending->plan->source.name, key);
    st = rowan_where_sql_make(&pending->filter, pending->db, pending->plan, source, err);
    if (st != ROWAN_OK)
        return st;
    pending->params = calloc(pending->filter.count + PARAMS, sizeof *pending->params);
    if (!pending->params)
        return rowan_out_of_memory(err);
    pending->integer = source->columns[i].holds == ROWAN_HOLDS_INTEGER;
    pending->nullable =
        source->columns[i].nullable && !(is_sqlite(pending) && source->columns[i].has_default);
    if (!make_mark(pending, &source->columns[i]))
        return rowan_out_of_memory(err);
    if (is_sqlite(pending) && source->columns[i].holds == ROWAN_HOLDS_OTHER)
        return find_untyped(pending, err);
    return ROWAN_OK;
}

static enum rowan_status look_up(struct rowan_pending_query *pending, struct rowan_error *err)
{
    const struct rowan_plan *plan = pending->plan;
    struct rowan_catalog_table *table;
    enum rowan_status st;

    st = rowan_catalog_read(&table, pending->db, plan->source.schema, plan->source.name, err);
    if (st == ROWAN_OK)
        st = find_key(pending, table, err);
    rowan_catalog_free(table);
    if (st != ROWAN_OK)
        return st;
    st = rowan_catalog_read(&table, pending->db, plan->target_schema, ROWAN_LEDGER_TABLE, err);
    if (st == ROWAN_OK && !table)
        st = rowan_fail(err, ROWAN_CONFIG, "config", "there is no table %s; run rowan init",
                        ROWAN_LEDGER_TABLE);
    rowan_catalog_free(table);
    return st;
}

enum rowan_status rowan_pending_query_open(struct rowan_pending_query *pending, struct rowan_connection *db,
                                           const struct rowan_plan *plan, const struct rowan_range *range,
                                           struct rowan_error *err)
{
    static const struct rowan_range all;
    enum rowan_status st;

    memset(pending, 0, sizeof *pending);
    pending->db = db;
    pending->plan = plan;
    if (!range)
        range = &all;
    pending->inclusive = range->from.data != NULL;
    st = quote_names(pending, err);
    if (st == ROWAN_OK)
        st = look_up(pending, err);
    if (st == ROWAN_OK &&
        (!set_bound(&pending->low, &pending->has_low, pending->inclusive ? range->from : range->after) ||
         !set_bound(&pending->high, &pending->has_high, range->to)))
        st = rowan_out_of_memory(err);
    if (st != ROWAN_OK)
        rowan_pending_query_clear(pending);
    return st;
}

static bool append(struct rowan_buffer *out, const struct rowan_buffer *piece)
{
    return rowan_buffer_append(out, piece->data, piece->size);
}

static bool append_bound(const struct rowan_pending_query *pending, const char *operator,
                         struct rowan_buffer * sql)
{
    return append(sql, &pending->key) && rowan_buffer_append_slice(sql, operator) &&
           append(sql, &pending->mark) && rowan_buffer_append_slice(sql, " AND ");
}

bool rowan_pending_query_sql(struct rowan_pending_query *pending, struct rowan_buffer *sql)
{
    bool ok = append(sql, &pending->from) && rowan_buffer_append_slice(sql, " WHERE ");

    if (pending->has_low)
        ok = ok && append_bound(pending, pending->inclusive ? " >= " : " > ", sql);
    if (pending->has_high)
        ok = ok && append_bound(pending, " <= ", sql);
    if (pending->filter.sql.size)
        ok = ok && append(sql, &pending->filter.sql) && rowan_buffer_append_slice(sql, " AND ");
    pending->moved = false;
    return ok && rowan_buffer_append_slice(sql, "(SELECT 1 FROM ") && append(sql, &pending->log) &&
           rowan_buffer_append_slice(sql, " l WHERE l.mapping = ? AND l.doc_key = ") &&
           append(sql, &pending->text) && rowan_buffer_append_slice(sql, ") IS NULL ORDER BY ") &&
           append(sql, &pending->key) &&
           rowan_buffer_append_slice(sql, rowan_connection_dialect(pending->db)->limit);
}

static bool all_digits(const struct rowan_buffer *value)
{
    size_t i = value->size && value->data[0] == '-';

    if (i == value->size)
        return false;
    for (; i < value->size; i++)
        if (value->data[i] < '0' || value->data[i] > '9')
            return false;
    return true;
}

/* An integer beyond 64 bits (unsigned columns) goes as text. */
static enum rowan_status key_param(const struct rowan_pending_query *pending,
                                   const struct rowan_buffer *value, struct rowan_param *param,
                                   struct rowan_error *err)
{
    char digits[24];
    char shown[80];

    memset(param, 0, sizeof *param);
    param->kind = ROWAN_PARAM_TEXT;
    param->text = rowan_buffer_slice(value);
    if (!pending->integer)
        return ROWAN_OK;
    if (!all_digits(value))
        return rowan_fail(
            err, ROWAN_USAGE, "usage", "%s is not a key of the source: the column \"%s\" holds integers",
            rowan_quote(shown, sizeof shown, param->text), pending->plan->source.columns[0].name);
    if (value->size >= sizeof digits)
        return ROWAN_OK;
    memcpy(digits, value->data, value->size);
    digits[value->size] = '\0';
    errno = 0;
    param->number = strtoll(digits, NULL, 10);
    if (errno == 0)
        param->kind = ROWAN_PARAM_INT;
    return ROWAN_OK;
}

enum rowan_status rowan_pending_query_params(struct rowan_pending_query *pending, int64_t limit,
                                             size_t *count, struct rowan_error *err)
{
    struct rowan_param *params = pending->params;
    enum rowan_status st = ROWAN_OK;
    size_t n = 0;

    if (pending->has_low)
        st = key_param(pending, &pending->low, &params[n++], err);
    if (pending->has_high && st == ROWAN_OK)
        st = key_param(pending, &pending->high, &params[n++], err);
    put_filter_params(pending, &n);
    params[n++] = (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .text = rowan_slice_of(pending->plan->name)};
    params[n++] = (struct rowan_param){.kind = ROWAN_PARAM_INT, .number = limit};
    *count = n;
    return st;
}

bool rowan_pending_query_move(struct rowan_pending_query *pending, struct rowan_slice key)
{
    if (!pending->has_low || pending->inclusive)
        pending->moved = true;
    pending->inclusive = false;
    return set_bound(&pending->low, &pending->has_low, key);
}
