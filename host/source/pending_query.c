/*
 * Rows of the source by key, as far as they are documents of the mapping and, by the target's word, still to
 * be done.
 */
#include "source/pending_query.h"

#include <stdio.h>
#include <stdlib.h>

#include "catalog/catalog.h"
#include "odbc/sql_text.h"
#include "odbc/statement.h"

/* Besides the filter's: two bounds, the target's, the limit, and one of the caller's. */
#define PARAMS (2 * ROWAN_KEY_MARKERS + 3)

void rowan_pending_query_clear(struct rowan_pending_query *query)
{
    rowan_buffer_clear(&query->from);
    rowan_key_columns_clear(&query->key);
    rowan_buffer_clear(&query->condition);
    rowan_buffer_clear(&query->low.room);
    rowan_buffer_clear(&query->high.room);
    rowan_buffer_clear(&query->chosen);
    rowan_where_sql_clear(&query->filter);
    free(query->params);
    query->params = NULL;
    free(query->carried);
    query->carried = NULL;
}

static enum rowan_status write_from(struct rowan_pending_query *query, struct rowan_error *err)
{
    struct rowan_sql sql;

    rowan_sql_begin(&sql, rowan_connection_server(query->db), &query->from, err);
    rowan_sql_add(&sql, " FROM ");
    rowan_sql_add_name(&sql, query->schema, query->table->name);
    rowan_sql_add(&sql, " s");
    return rowan_sql_end(&sql);
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

/* The first row of SELECT columns FROM source s WHERE column and the rest; *first is the first column, ""
 * without a row. filtered: of those rows that are documents. */
static enum rowan_status ask_source(struct rowan_pending_query *query, const char *columns,
                                    const struct rowan_key_column *column, const char *rest,
                                    const char *order, bool filtered, char *first, size_t size,
                                    struct rowan_error *err)
{
    const struct rowan_buffer *filter = &query->filter.sql;
    struct rowan_statement *statement = NULL;
    struct rowan_buffer out;
    struct rowan_sql sql;
    struct rowan_slice text = {NULL, 0};
    bool more = false;
    enum rowan_status st;

    *first = '\0';
    rowan_buffer_init(&out);
    rowan_sql_begin(&sql, rowan_connection_server(query->db), &out, err);
    rowan_sql_add(&sql, "SELECT ");
    rowan_sql_add(&sql, columns);
    rowan_sql_add(&sql, query->from.data);
    rowan_sql_add(&sql, " WHERE ");
    rowan_sql_add(&sql, column->sql.data);
    rowan_sql_add(&sql, rest);
    if (filtered && filter->size) {
        rowan_sql_add(&sql, " AND ");
        rowan_sql_add_slice(&sql, rowan_buffer_slice(filter));
    }
    rowan_sql_add_page(&sql, order);
    st = rowan_statement_prepare(&statement, query->db, &sql);
    if (st == ROWAN_OK)
        st = run_for_one(query, statement, filtered, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(statement, &more, err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(statement, 0, &text, err);
    if (st == ROWAN_OK && text.data)
        snprintf(first, size, "%.*s", (int)text.size, text.data);
    rowan_statement_free(statement);
    rowan_buffer_clear(&out);
    return st;
}

/* A column that may hold texts, too, is looked at value by value. */
static bool is_bytes(const struct rowan_pending_query *query, const struct rowan_catalog_table *source)
{
    const struct rowan_byte_rule *rule = &rowan_connection_dialect(query->db)->bytes;
    int found = rowan_catalog_find(source, query->table->document);

    return rule->sql && !rule->end && found >= 0 && source->columns[found].holds == ROWAN_HOLDS_BINARY;
}

/* A column of the key is read as text anyway. A column that is not there is the database's to refuse. */
static enum rowan_status find_carried(struct rowan_pending_query *query,
                                      const struct rowan_catalog_table *source, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(query->db);

    query->carried = calloc(query->table->column_count, sizeof *query->carried);
    if (!query->carried)
        return rowan_out_of_memory(err);
    for (size_t i = query->key.count; i < query->table->column_count && dialect->carried; i++) {
        int found = rowan_catalog_find(source, query->table->columns[i].name);
        if (found >= 0)
            query->carried[i] = dialect->carried(&source->columns[found]);
    }
    return ROWAN_OK;
}

/*
 * A column without a type (of a table, or an expression in a view) compares values as they are, and there
 * every number comes before every text: a bound must be of the kind that the keys are. As the kinds come one
 * after the other, the first and the last key tell. A column with a type may still hold bytes, or a text
 * beside numbers.
 */
static enum rowan_status find_kinds(struct rowan_pending_query *query, struct rowan_key_column *column,
                                    const char *kind_of_value, bool typed, struct rowan_error *err)
{
    static const char rest[] = " IS NOT NULL";
    struct rowan_buffer kind, last;
    struct rowan_sql sql;
    char lowest[16], highest[16];
    enum rowan_status st;

    rowan_buffer_init(&kind);
    rowan_buffer_init(&last);
    rowan_sql_begin(&sql, rowan_connection_server(query->db), &kind, err);
    rowan_sql_add_cast(&sql, kind_of_value, column->sql.data);
    st = rowan_sql_end(&sql);
    if (st == ROWAN_OK && !(rowan_buffer_append_slice(&last, column->sql.data) &&
                            rowan_buffer_append_slice(&last, " DESC") && rowan_buffer_string(&last)))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = ask_source(query, kind.data, column, rest, column->sql.data, false, lowest, sizeof lowest, err);
    if (st == ROWAN_OK)
        st = ask_source(query, kind.data, column, rest, last.data, false, highest, sizeof highest, err);
    rowan_buffer_clear(&kind);
    rowan_buffer_clear(&last);
    if (st != ROWAN_OK)
        return st;
    if (typed && (strcmp(highest, "blob") != 0) && !(column->integer && strcmp(highest, "text") == 0))
        return ROWAN_OK;
    if (!typed)
        column->integer = strcmp(lowest, "integer") == 0;
    if (!typed && strcmp(lowest, highest) == 0 &&
        (column->integer || !*lowest || strcmp(lowest, "text") == 0))
        return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_CONFIG, "config",
        "the key column \"%s\" of \"%s\" %sholds values from %s to %s: all must be integers, or all text",
        column->name, query->table->name, typed ? "" : "has no type and ", lowest, highest);
}

enum rowan_status rowan_pending_query_check_null(struct rowan_pending_query *query, struct rowan_error *err)
{
    char found[4] = "";
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < query->key.count && st == ROWAN_OK; i++) {
        const struct rowan_key_column *column = &query->key.columns[i];
        if (!column->nullable)
            continue;
        st = ask_source(query, "1", column, " IS NULL", column->sql.data, true, found, sizeof found, err);
        if (st == ROWAN_OK && *found)
            st = rowan_key_columns_null(&query->key, i, err);
    }
    return st;
}

static enum rowan_status find_all_kinds(struct rowan_pending_query *query,
                                        const struct rowan_catalog_table *source, struct rowan_error *err)
{
    const char *kind_of_value = rowan_connection_dialect(query->db)->kind_of_value;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < query->key.count && kind_of_value && st == ROWAN_OK; i++) {
        int found = rowan_catalog_find(source, query->key.columns[i].name);
        const struct rowan_catalog_column *column = &source->columns[found];
        if (column->identity == ROWAN_IDENTITY_NONE)
            st = find_kinds(query, &query->key.columns[i], kind_of_value, column->holds != ROWAN_HOLDS_OTHER,
                            err);
    }
    return st;
}

static enum rowan_status find_key(struct rowan_pending_query *query, const struct rowan_catalog_table *source,
                                  struct rowan_error *err)
{
    enum rowan_status st;

    if (!source)
        return rowan_fail(err, ROWAN_CONFIG, "config", "there is no source table \"%s\"", query->table->name);
    st = rowan_key_columns_open(&query->key, rowan_connection_server(query->db), query->table, source, err);
    if (st == ROWAN_OK)
        st = rowan_where_sql_make(&query->filter, query->db, query->table, source, err);
    if (st != ROWAN_OK)
        return st;
    query->params = calloc(query->filter.count + PARAMS, sizeof *query->params);
    if (!query->params)
        return rowan_out_of_memory(err);
    query->document_is_bytes = is_bytes(query, source);
    st = find_carried(query, source, err);
    return st == ROWAN_OK ? find_all_kinds(query, source, err) : st;
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
    struct rowan_sql sql;

    if (!pending || !pending->condition)
        return ROWAN_OK;
    if (!query->key.text.size)
        return rowan_fail(err, ROWAN_CONFIG, "config",
                          "%s makes no text of a key of several columns: the target is asked for keys there",
                          rowan_connection_dialect(query->db)->title);
    rowan_sql_begin(&sql, rowan_connection_server(query->db), &query->condition, err);
    pending->condition(pending->target, query->key.text.data, query->key.is_long, &sql, &query->target_param);
    return rowan_sql_end(&sql);
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
    st = write_from(query, err);
    if (st == ROWAN_OK)
        st = look_up(query, err);
    if (st == ROWAN_OK)
        st = ask_target(query, pending, err);
    if (st == ROWAN_OK)
        st = rowan_key_columns_bound(&query->key, query->inclusive ? range->from : range->after, &query->low,
                                     err);
    if (st == ROWAN_OK)
        st = rowan_key_columns_bound(&query->key, range->to, &query->high, err);
    if (st != ROWAN_OK)
        rowan_pending_query_clear(query);
    return st;
}

void rowan_pending_query_add(struct rowan_pending_query *query, struct rowan_sql *sql)
{
    query->moved = false;
    rowan_sql_add(sql, query->from.data);
    rowan_sql_add(sql, " WHERE ");
    if (query->low.given)
        rowan_key_columns_add_bound(&query->key, query->inclusive ? ROWAN_KEY_FROM : ROWAN_KEY_AFTER, sql);
    if (query->high.given)
        rowan_key_columns_add_bound(&query->key, ROWAN_KEY_TO, sql);
    rowan_sql_add_slice(sql, rowan_buffer_slice(&query->filter.sql));
    rowan_sql_add(sql, query->filter.sql.size ? " AND " : "");
    rowan_sql_add(sql, query->condition.size ? query->condition.data : "1 = 1");
    rowan_sql_add_page(sql, query->key.order.data);
}

enum rowan_status rowan_pending_query_params(struct rowan_pending_query *query, size_t *count,
                                             struct rowan_error *err)
{
    struct rowan_param *params = query->params;
    enum rowan_status st = ROWAN_OK;
    size_t n = 0;

    if (query->low.given)
        st = rowan_key_columns_params(&query->key, &query->low, params, &n, err);
    if (query->high.given && st == ROWAN_OK)
        st = rowan_key_columns_params(&query->key, &query->high, params, &n, err);
    put_filter_params(query, &n);
    if (query->condition.size)
        params[n++] = query->target_param;
    *count = n;
    return st;
}

static void add_plain_column(struct rowan_sql *sql, const char *name)
{
    rowan_sql_add(sql, "s.");
    rowan_sql_add_name(sql, NULL, name);
}

void rowan_pending_query_add_column(struct rowan_sql *sql, const char *format, const char *name)
{
    while (format && *format) {
        size_t plain = strcspn(format, "%");
        rowan_sql_add_slice(sql, (struct rowan_slice){format, plain});
        format += plain;
        if (*format == '\0')
            return;
        if (format[1] == 's')
            add_plain_column(sql, name);
        else
            rowan_sql_add(sql, "%");
        format += 2;
    }
    if (!format)
        add_plain_column(sql, name);
}

/* ---- rows by their keys ---- */

static void add_chosen(const struct rowan_pending_query *query, size_t count, struct rowan_sql *sql)
{
    rowan_sql_add(sql, query->from.data);
    rowan_sql_add(sql, " WHERE ");
    rowan_key_columns_add_chosen(&query->key, count, sql);
    rowan_sql_add(sql, query->filter.sql.size ? " AND " : "");
    rowan_sql_add_slice(sql, rowan_buffer_slice(&query->filter.sql));
}

void rowan_pending_query_add_equal(const struct rowan_pending_query *query, struct rowan_sql *sql)
{
    add_chosen(query, 1, sql);
    rowan_sql_add(sql, query->condition.size ? " AND " : "");
    rowan_sql_add_slice(sql, rowan_buffer_slice(&query->condition));
}

enum rowan_status rowan_pending_query_equal_params(struct rowan_pending_query *query, struct rowan_slice key,
                                                   size_t *params, struct rowan_error *err)
{
    enum rowan_status st = rowan_pending_query_chosen_params(query, &key, 1, 1, params, err);

    if (query->condition.size)
        query->params[(*params)++] = query->target_param;
    return st;
}

void rowan_pending_query_add_chosen(const struct rowan_pending_query *query, size_t count,
                                    struct rowan_sql *sql)
{
    add_chosen(query, count, sql);
    rowan_sql_add(sql, " ORDER BY ");
    rowan_sql_add(sql, query->key.order.data);
}

enum rowan_status rowan_pending_query_chosen_params(struct rowan_pending_query *query,
                                                    const struct rowan_slice *keys, size_t count,
                                                    size_t markers, size_t *params, struct rowan_error *err)
{
    size_t all = query->filter.count + PARAMS + markers * query->key.count;
    struct rowan_param *list = realloc(query->params, all * sizeof *query->params);
    enum rowan_status st;

    if (!list)
        return rowan_out_of_memory(err);
    query->params = list;
    *params = 0;
    st =
        rowan_key_columns_chosen_params(&query->key, keys, count, markers, &query->chosen, list, params, err);
    put_filter_params(query, params);
    return st;
}

enum rowan_status rowan_pending_query_read_key(const struct rowan_pending_query *query,
                                               struct rowan_statement *statement, struct rowan_buffer *out,
                                               struct rowan_error *err)
{
    return rowan_key_columns_read(&query->key, statement, out, err);
}

bool rowan_pending_query_move(struct rowan_pending_query *query, struct rowan_slice key)
{
    if (!query->low.given || query->inclusive)
        query->moved = true;
    query->inclusive = false;
    return rowan_key_columns_bound(&query->key, key, &query->low, NULL) == ROWAN_OK;
}
