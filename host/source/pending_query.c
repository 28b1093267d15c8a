/*
 * Rows of the source by key, as far as they are documents of the mapping and, by the target's word, still to
 * be done.
 */
#include "source/pending_query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "catalog/catalog.h"
#include "odbc/sql_text.h"
#include "odbc/statement.h"

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
    free(query->carried);
    query->carried = NULL;
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

/* The names as they stand in every statement. */
static enum rowan_status write_names(struct rowan_pending_query *query, struct rowan_error *err)
{
    const struct rowan_server *server = rowan_connection_server(query->db);
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_sql_begin(&sql, server, &query->from, err);
    rowan_sql_add(&sql, " FROM ");
    rowan_sql_add_name(&sql, query->schema, query->table->name);
    rowan_sql_add(&sql, " s");
    st = rowan_sql_end(&sql);
    if (st != ROWAN_OK)
        return st;
    rowan_sql_begin(&sql, server, &query->key, err);
    rowan_sql_add(&sql, "s.");
    rowan_sql_add_name(&sql, NULL, query->table->columns[0].name);
    st = rowan_sql_end(&sql);
    if (st != ROWAN_OK)
        return st;
    rowan_sql_begin(&sql, server, &query->text, err);
    rowan_sql_add_cast(&sql, server->dialect->text_cast, query->key.data);
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

/* The first row of SELECT columns FROM source s WHERE key and the rest; *first is the first column, ""
 * without a row. filtered: of those rows that are documents. */
static enum rowan_status ask_source(struct rowan_pending_query *query, const char *columns, const char *rest,
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
    rowan_sql_add(&sql, query->key.data);
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

/* The key is read as text anyway. A column that is not there is the database's to refuse. */
static enum rowan_status find_carried(struct rowan_pending_query *query,
                                      const struct rowan_catalog_table *source, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(query->db);

    query->carried = calloc(query->table->column_count, sizeof *query->carried);
    if (!query->carried)
        return rowan_out_of_memory(err);
    for (size_t i = 1; i < query->table->column_count && dialect->carried; i++) {
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
static enum rowan_status find_kinds(struct rowan_pending_query *query, const char *kind_of_value, bool typed,
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
    if (typed && (strcmp(highest, "blob") != 0) && !(query->integer && strcmp(highest, "text") == 0))
        return ROWAN_OK;
    if (!typed)
        query->integer = strcmp(lowest, "integer") == 0;
    if (!typed && strcmp(lowest, highest) == 0 && (query->integer || !*lowest || strcmp(lowest, "text") == 0))
        return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_CONFIG, "config",
        "the key column \"%s\" of \"%s\" %sholds values from %s to %s: all must be integers, or all text",
        query->table->columns[0].name, query->table->name, typed ? "" : "has no type and ", lowest, highest);
}

static enum rowan_status no_key(const struct rowan_pending_query *query, struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DATABASE, "database",
                      "the source table \"%s\" has a row whose key \"%s\" is NULL", query->table->name,
                      query->table->columns[0].name);
}

enum rowan_status rowan_pending_query_check_null(struct rowan_pending_query *query, struct rowan_error *err)
{
    char found[4] = "";
    enum rowan_status st = ROWAN_OK;

    if (query->nullable)
        st = ask_source(query, "1", " IS NULL", query->key.data, true, found, sizeof found, err);
    return st == ROWAN_OK && query->nullable && *found ? no_key(query, err) : st;
}

/* What has no length of its own may be of any. */
static bool may_be_long(const struct rowan_catalog_column *column)
{
    bool text = column->holds == ROWAN_HOLDS_TEXT || column->holds == ROWAN_HOLDS_OTHER;

    return text && (column->size == 0 || column->size >= ROWAN_KEY_CHARACTERS);
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
    query->is_long = may_be_long(&source->columns[i]);
    if (!make_mark(query, &source->columns[i]))
        return rowan_out_of_memory(err);
    st = find_carried(query, source, err);
    if (st == ROWAN_OK && kind_of_value && source->columns[i].identity == ROWAN_IDENTITY_NONE)
        st = find_kinds(query, kind_of_value, source->columns[i].holds != ROWAN_HOLDS_OTHER, err);
    return st;
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
    rowan_sql_begin(&sql, rowan_connection_server(query->db), &query->condition, err);
    pending->condition(pending->target, query->text.data, query->is_long, &sql, &query->target_param);
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
    st = write_names(query, err);
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

static void add_bound(const struct rowan_pending_query *query, const char *operator, struct rowan_sql * sql)
{
    rowan_sql_add(sql, query->key.data);
    rowan_sql_add(sql, operator);
    rowan_sql_add_slice(sql, rowan_buffer_slice(&query->mark));
    rowan_sql_add(sql, " AND ");
}

void rowan_pending_query_add(struct rowan_pending_query *query, struct rowan_sql *sql)
{
    query->moved = false;
    rowan_sql_add(sql, query->from.data);
    rowan_sql_add(sql, " WHERE ");
    if (query->has_low)
        add_bound(query, query->inclusive ? " >= " : " > ", sql);
    if (query->has_high)
        add_bound(query, " <= ", sql);
    rowan_sql_add_slice(sql, rowan_buffer_slice(&query->filter.sql));
    rowan_sql_add(sql, query->filter.sql.size ? " AND " : "");
    rowan_sql_add(sql, query->condition.size ? query->condition.data : "1 = 1");
    rowan_sql_add_page(sql, query->key.data);
}

static bool all_digits(struct rowan_slice value)
{
    size_t i = value.size && value.data[0] == '-';

    if (i == value.size)
        return false;
    for (; i < value.size; i++)
        if (value.data[i] < '0' || value.data[i] > '9')
            return false;
    return true;
}

/* An integer beyond 64 bits (unsigned columns) goes as text. */
static enum rowan_status key_param(const struct rowan_pending_query *query, struct rowan_slice value,
                                   struct rowan_param *param, struct rowan_error *err)
{
    char digits[24];
    char shown[80];

    memset(param, 0, sizeof *param);
    param->kind = ROWAN_PARAM_TEXT;
    param->text = value;
    if (!query->integer)
        return ROWAN_OK;
    if (!all_digits(value))
        return rowan_fail(err, ROWAN_USAGE, "usage",
                          "%s is not a key of the source: the column \"%s\" holds integers",
                          rowan_quote(shown, sizeof shown, param->text), query->table->columns[0].name);
    if (value.size >= sizeof digits)
        return ROWAN_OK;
    memcpy(digits, value.data, value.size);
    digits[value.size] = '\0';
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
        st = key_param(query, rowan_buffer_slice(&query->low), &params[n++], err);
    if (query->has_high && st == ROWAN_OK)
        st = key_param(query, rowan_buffer_slice(&query->high), &params[n++], err);
    put_filter_params(query, &n);
    if (query->condition.size)
        params[n++] = query->target_param;
    *count = n;
    return st;
}

enum rowan_status rowan_pending_query_check_key(const struct rowan_pending_query *query,
                                                struct rowan_slice key, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(query->db);
    char shown[80];

    if (key.size <= ROWAN_KEY_CHARACTERS || !dialect->keys.limited || dialect->keys.kept ||
        rowan_utf8_length(key) <= ROWAN_KEY_CHARACTERS)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_CONFIG, "config",
                      "the key %s of the source table \"%s\" is longer than %d characters, which %s does not "
                      "take: make a view that has a shorter one",
                      rowan_quote(shown, sizeof shown, key), query->table->name, ROWAN_KEY_CHARACTERS,
                      dialect->title);
}

/* ---- rows by their keys ---- */

void rowan_pending_query_add_chosen(const struct rowan_pending_query *query, size_t count,
                                    struct rowan_sql *sql)
{
    rowan_sql_add(sql, query->from.data);
    rowan_sql_add(sql, " WHERE ");
    rowan_sql_add(sql, query->key.data);
    for (size_t i = 0; i < count; i++) {
        rowan_sql_add(sql, i ? ", " : " IN (");
        rowan_sql_add_slice(sql, rowan_buffer_slice(&query->mark));
    }
    rowan_sql_add(sql, query->filter.sql.size ? ") AND " : ")");
    rowan_sql_add_slice(sql, rowan_buffer_slice(&query->filter.sql));
    rowan_sql_add(sql, " ORDER BY ");
    rowan_sql_add(sql, query->key.data);
}

enum rowan_status rowan_pending_query_chosen_params(struct rowan_pending_query *query,
                                                    const struct rowan_slice *keys, size_t count,
                                                    size_t markers, size_t *params, struct rowan_error *err)
{
    struct rowan_param *list =
        realloc(query->params, (query->filter.count + PARAMS + markers) * sizeof *query->params);
    enum rowan_status st = ROWAN_OK;

    if (!list)
        return rowan_out_of_memory(err);
    query->params = list;
    for (size_t i = 0; i < markers && st == ROWAN_OK; i++)
        st = key_param(query, keys[i < count ? i : count - 1], &list[i], err);
    *params = markers;
    put_filter_params(query, params);
    return st;
}

enum rowan_status rowan_pending_query_read_key(const struct rowan_pending_query *query,
                                               struct rowan_statement *statement, struct rowan_buffer *out,
                                               struct rowan_error *err)
{
    size_t begin = out->size;
    bool null = false;
    enum rowan_status st = rowan_statement_append(statement, 0, out, &null, err);

    if (st != ROWAN_OK || null)
        return null ? no_key(query, err) : st;
    return rowan_pending_query_check_key(query, (struct rowan_slice){out->data + begin, out->size - begin},
                                         err);
}

bool rowan_pending_query_move(struct rowan_pending_query *query, struct rowan_slice key)
{
    if (!query->has_low || query->inclusive)
        query->moved = true;
    query->inclusive = false;
    return set_bound(&query->low, &query->has_low, key);
}
