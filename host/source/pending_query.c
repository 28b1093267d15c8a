/*
 * Rows of the source by key, as far as they are documents of the mapping and, by the target's word, still to
 * be done.
 */
#include "source/pending_query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "catalog/catalog.h"
#include "odbc/sql_text.h"

#define PARAMS 5 /* besides the filter's: two bounds, the target's, the limit, and one of the caller's */

void rowan_pending_query_clear(struct rowan_pending_query *query)
{
    rowan_buffer_clear(&query->from);
    rowan_buffer_clear(&query->key);
    rowan_buffer_clear(&query->text);
    rowan_buffer_clear(&query->mark);
    rowan_buffer_clear(&query->condition);
    rowan_buffer_clear(&query->low);
    rowan_buffer_clear(&query->high);
    rowan_where_sql_clear(&query->filter);
    free(query->params);
    query->params = NULL;
}

bool rowan_pending_query_cast(const struct rowan_pending_query *query, const char *expression,
                              struct rowan_buffer *out)
{
    const char *format = rowan_connection_dialect(query->db)->text_cast;
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

static bool make_mark(struct rowan_pending_query *query, const struct rowan_catalog_column *column)
{
    struct rowan_marker marker;

    rowan_connection_dialect(query->db)->marker(&marker, column, ROWAN_OPERAND_KEY, 0, 0);
    return rowan_buffer_append_slice(&query->mark, marker.sql);
}

static enum rowan_status quote_names(struct rowan_pending_query *query, struct rowan_error *err)
{
    const struct rowan_source_table *table = query->table;
    enum rowan_status st;

    if (!rowan_buffer_append_slice(&query->from, " FROM ") || !rowan_buffer_append_slice(&query->key, "s."))
        return rowan_out_of_memory(err);
    st = rowan_connection_quote(query->db, &query->from, query->schema, table->name, err);
    if (st == ROWAN_OK)
        st = rowan_connection_quote(query->db, &query->key, NULL, table->columns[0].name, err);
    if (st != ROWAN_OK)
        return st;
    if (!rowan_buffer_append_slice(&query->from, " s") || !rowan_buffer_string(&query->key) ||
        !rowan_pending_query_cast(query, query->key.data, &query->text))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

/* " ORDER BY order" and the limit of a page. */
static bool append_page(const struct rowan_pending_query *query, const char *order, struct rowan_buffer *sql)
{
    struct rowan_sql page;

    rowan_sql_begin(&page, rowan_connection_server(query->db), sql, NULL);
    rowan_sql_add_page(&page, order);
    return rowan_sql_end(&page) == ROWAN_OK;
}

/* " AND (...)" when the mapping says which rows are documents. */
static bool append_filter(const struct rowan_pending_query *query, struct rowan_buffer *sql)
{
    const struct rowan_buffer *filter = &query->filter.sql;

    return filter->size == 0 ||
           (rowan_buffer_append_slice(sql, " AND ") && rowan_buffer_append(sql, filter->data, filter->size));
}

/* Append the filter's values. */
static void put_filter_params(struct rowan_pending_query *query, size_t *count)
{
    for (size_t i = 0; i < query->filter.count; i++)
        query->params[(*count)++] = query->filter.params[i];
}

static enum rowan_status run_for_one(struct rowan_pending_query *query, struct rowan_statement *statement,
                                     bool filtered, struct rowan_error *err)
{
    size_t count = 0;

    if (filtered)
        put_filter_params(query, &count);
    return rowan_statement_run_page(statement, query->params, count, 1, err);
}

/* The first row of SELECT columns FROM source s WHERE key and the rest; *first is the first column, ""
 * without a row.
 */
static enum rowan_status ask_source(struct rowan_pending_query *query, const char *columns, const char *rest,
                                    const char *order, bool filtered, char *first, size_t size,
                                    struct rowan_error *err)
{
    struct rowan_statement *statement = NULL;
    struct rowan_buffer sql;
    struct rowan_slice text = {NULL, 0};
    bool more = false;
    enum rowan_status st = ROWAN_OK;

    *first = '\0';
    rowan_buffer_init(&sql);
    if (!rowan_buffer_append_slice(&sql, "SELECT ") || !rowan_buffer_append_slice(&sql, columns) ||
        !rowan_buffer_append(&sql, query->from.data, query->from.size) ||
        !rowan_buffer_append_slice(&sql, " WHERE ") ||
        !rowan_buffer_append(&sql, query->key.data, query->key.size) ||
        !rowan_buffer_append_slice(&sql, rest) || (filtered && !append_filter(query, &sql)) ||
        !append_page(query, order, &sql))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = rowan_statement_new(&statement, query->db, sql.data, err);
    if (st == ROWAN_OK)
        st = run_for_one(query, statement, filtered, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(statement, &more, err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(statement, 0, &text, err);
    if (st == ROWAN_OK && text.data)
        snprintf(first, size, "%.*s", (int)text.size, text.data);
    rowan_statement_free(statement);
    rowan_buffer_clear(&sql);
    return st;
}

/*
 * A column without a type (of a table, or an expression in a view) compares values as they are, and there
 * every number comes before every text: a bound must be of the kind that the keys are. As the kinds come one
 * after the other, the first and the last key tell.
 */
static enum rowan_status find_untyped(struct rowan_pending_query *query, const char *kind_of_value,
                                      struct rowan_error *err)
{
    static const char rest[] = " IS NOT NULL";
    struct rowan_buffer kind, last;
    struct rowan_sql sql;
    char lowest[16], highest[16];
    enum rowan_status st;

    rowan_buffer_init(&kind);
    rowan_buffer_init(&last);
    rowan_sql_begin(&sql, rowan_connection_server(query->db), &kind, err);
    rowan_sql_add_cast(&sql, kind_of_value, query->key.data);
    st = rowan_sql_end(&sql);
    if (st == ROWAN_OK && !(rowan_buffer_append_slice(&last, query->key.data) &&
                            rowan_buffer_append_slice(&last, " DESC") && rowan_buffer_string(&last)))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = ask_source(query, kind.data, rest, query->key.data, false, lowest, sizeof lowest, err);
    if (st == ROWAN_OK)
        st = ask_source(query, kind.data, rest, last.data, false, highest, sizeof highest, err);
    rowan_buffer_clear(&kind);
    rowan_buffer_clear(&last);
    if (st != ROWAN_OK)
        return st;
    query->integer = strcmp(lowest, "integer") == 0;
    if (strcmp(lowest, highest) == 0 && (query->integer || !*lowest || strcmp(lowest, "text") == 0))
        return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_CONFIG, "config",
        "the key column \"%s\" of \"%s\" has no type and holds values from %s to %s: all must be "
        "integers, or all text",
        query->table->columns[0].name, query->table->name, lowest, highest);
}

enum rowan_status rowan_pending_query_check_null(struct rowan_pending_query *query, struct rowan_error *err)
{
    char found[4];
    enum rowan_status st = ROWAN_OK;

    if (query->nullable)
        st = ask_source(query, "1", " IS NULL", query->key.data, true, found, sizeof found, err);
    if (st != ROWAN_OK || !query->nullable || !*found)
        return st;
    return rowan_fail(err, ROWAN_DATABASE, "database",
                      "the source table \"%s\" has a row whose key \"%s\" is NULL", query->table->name,
                      query->table->columns[0].name);
}

static enum rowan_status find_key(struct rowan_pending_query *query, const struct rowan_catalog_table *source,
                                  struct rowan_error *err)
{
    const char *key = query->table->columns[0].name;
    const char *kind_of_value = rowan_connection_dialect(query->db)->kind_of_value;
    enum rowan_status st;
    int i;

    if (!source)
        return rowan_fail(err, ROWAN_CONFIG, "config", "there is no source table \"%s\"", query->table->name);
    i = rowan_catalog_find(source, key);
    if (i < 0)
        return rowan_fail(err, ROWAN_CONFIG, "config", "the source table \"%s\" has no column \"%s\"",
                          query->table->name, key);
    st = rowan_where_sql_make(&query->filter, query->db, query->table, source, err);
    if (st != ROWAN_OK)
        return st;
    query->params = calloc(query->filter.count + PARAMS, sizeof *query->params);
    if (!query->params)
        return rowan_out_of_memory(err);
    query->integer = source->columns[i].holds == ROWAN_HOLDS_INTEGER;
    query->nullable = source->columns[i].nullable && source->columns[i].identity == ROWAN_IDENTITY_NONE;
    if (!make_mark(query, &source->columns[i]))
        return rowan_out_of_memory(err);
    if (kind_of_value && source->columns[i].holds == ROWAN_HOLDS_OTHER)
        return find_untyped(query, kind_of_value, err);
    return ROWAN_OK;
}

static enum rowan_status look_up(struct rowan_pending_query *query, struct rowan_error *err)
{
    struct rowan_catalog_table *table;
    enum rowan_status st = rowan_catalog_read(&table, query->db, query->schema, query->table->name, err);

    if (st == ROWAN_OK)
        st = find_key(query, table, err);
    rowan_catalog_free(table);
    return st;
}

/* Which documents are to be done is the target's to say. */
static enum rowan_status ask_target(struct rowan_pending_query *query, const struct rowan_pending *pending,
                                    struct rowan_error *err)
{
    if (!pending)
        return ROWAN_OK;
    if (!pending->condition)
        return rowan_fail(err, ROWAN_CONFIG, "config",
                          "the source table \"%s\" is not in the target's database", query->table->name);
    if (!rowan_buffer_string(&query->text))
        return rowan_out_of_memory(err);
    return pending->condition(pending->target, query->text.data, &query->condition, &query->target_param,
                              err);
}

enum rowan_status rowan_pending_query_open(struct rowan_pending_query *query,
                                           const struct rowan_endpoint *endpoint,
                                           const struct rowan_source_table *table,
                                           const struct rowan_range *range,
                                           const struct rowan_pending *pending, struct rowan_error *err)
{
    static const struct rowan_range all;
    enum rowan_status st;

    memset(query, 0, sizeof *query);
    query->db = endpoint->db;
    query->schema = endpoint->schema;
    query->table = table;
    if (!range)
        range = &all;
    query->inclusive = range->from.data != NULL;
    st = quote_names(query, err);
    if (st == ROWAN_OK)
        st = look_up(query, err);
    if (st == ROWAN_OK)
        st = ask_target(query, pending, err);
    if (st == ROWAN_OK &&
        (!set_bound(&query->low, &query->has_low, query->inclusive ? range->from : range->after) ||
         !set_bound(&query->high, &query->has_high, range->to)))
        st = rowan_out_of_memory(err);
    if (st != ROWAN_OK)
        rowan_pending_query_clear(query);
    return st;
}

static bool append(struct rowan_buffer *out, const struct rowan_buffer *piece)
{
    return rowan_buffer_append(out, piece->data, piece->size);
}

static bool append_bound(const struct rowan_pending_query *query, const char *operator,
                         struct rowan_buffer * sql)
{
    return append(sql, &query->key) && rowan_buffer_append_slice(sql, operator) &&
           append(sql, &query->mark) && rowan_buffer_append_slice(sql, " AND ");
}

static bool append_conditions(const struct rowan_pending_query *query, struct rowan_buffer *sql)
{
    bool ok = true;

    if (query->has_low)
        ok = append_bound(query, query->inclusive ? " >= " : " > ", sql);
    if (query->has_high)
        ok = ok && append_bound(query, " <= ", sql);
    if (query->filter.sql.size)
        ok = ok && append(sql, &query->filter.sql) && rowan_buffer_append_slice(sql, " AND ");
    if (query->condition.size)
        return ok && append(sql, &query->condition);
    return ok && rowan_buffer_append_slice(sql, "1 = 1");
}

bool rowan_pending_query_sql(struct rowan_pending_query *query, struct rowan_buffer *sql)
{
    query->moved = false;
    return append(sql, &query->from) && rowan_buffer_append_slice(sql, " WHERE ") &&
           append_conditions(query, sql) && append_page(query, query->key.data, sql);
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
static enum rowan_status key_param(const struct rowan_pending_query *query, const struct rowan_buffer *value,
                                   struct rowan_param *param, struct rowan_error *err)
{
    char digits[24];
    char shown[80];

    memset(param, 0, sizeof *param);
    param->kind = ROWAN_PARAM_TEXT;
    param->text = rowan_buffer_slice(value);
    if (!query->integer)
        return ROWAN_OK;
    if (!all_digits(value))
        return rowan_fail(err, ROWAN_USAGE, "usage",
                          "%s is not a key of the source: the column \"%s\" holds integers",
                          rowan_quote(shown, sizeof shown, param->text), query->table->columns[0].name);
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

enum rowan_status rowan_pending_query_params(struct rowan_pending_query *query, size_t *count,
                                             struct rowan_error *err)
{
    struct rowan_param *params = query->params;
    enum rowan_status st = ROWAN_OK;
    size_t n = 0;

    if (query->has_low)
        st = key_param(query, &query->low, &params[n++], err);
    if (query->has_high && st == ROWAN_OK)
        st = key_param(query, &query->high, &params[n++], err);
    put_filter_params(query, &n);
    if (query->condition.size)
        params[n++] = query->target_param;
    *count = n;
    return st;
}

bool rowan_pending_query_move(struct rowan_pending_query *query, struct rowan_slice key)
{
    if (!query->has_low || query->inclusive)
        query->moved = true;
    query->inclusive = false;
    return set_bound(&query->low, &query->has_low, key);
}
