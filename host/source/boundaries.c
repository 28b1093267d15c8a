/*
 * A boundary is the key of the last of the next chunk documents: one query over the key's index, so gaps in
 * the keys cost nothing. Documents that are done are passed over and do not count. Where the target names the
 * keys that are to be done, these are counted.
 */
#include "source/boundaries.h"

#include <stdio.h>
#include <stdlib.h>

#include "odbc/sql_text.h"
#include "source/pending_keys.h"
#include "source/pending_query.h"
#include "odbc/statement.h"

struct rowan_boundaries {
    struct rowan_pending_query query;
    struct rowan_pending_keys *keys;   /* NULL: the query finds by itself what is to be done */
    struct rowan_statement *statement; /* NULL where there are keys */
    int64_t chunk;
    int64_t left; /* documents until the limit; -1: no limit */
    bool ended;
    bool nested; /* the last key is found by the database */
    struct rowan_buffer boundary;
};

/* Output columns of the key: k0, k1; their texts where format says how, with the query's name before each. */
static void add_key(const struct rowan_boundaries *boundaries, const char *query, const char *format,
                    const char *after, struct rowan_sql *sql)
{
    char name[40];

    for (size_t i = 0; i < boundaries->query.key.count; i++) {
        snprintf(name, sizeof name, "%s.k%zu%s", query, i, after);
        rowan_sql_add(sql, i ? ", " : "");
        rowan_sql_add_cast(sql, format, name);
    }
}

/* The key of the last row and the number of rows. Outer names are qualified: a bare one would mean the output
 * column, which is text. */
static void add_last_key(struct rowan_boundaries *boundaries, struct rowan_sql *sql)
{
    struct rowan_buffer order;
    struct rowan_sql last;

    add_key(boundaries, "q", sql->server->dialect->text_cast, "", sql);
    rowan_sql_add(sql, ", q.n FROM (SELECT ");
    add_key(boundaries, "p", "%s", "", sql);
    rowan_sql_add(sql, ", count(*) OVER () AS n FROM (SELECT ");
    for (size_t i = 0; i < boundaries->query.key.count; i++) {
        rowan_sql_add(sql, i ? ", " : "");
        rowan_sql_add(sql, boundaries->query.key.columns[i].sql.data);
        rowan_sql_add(sql, " AS k");
        rowan_sql_add_number(sql, (long long)i);
    }
    rowan_pending_query_add(&boundaries->query, sql);
    rowan_sql_add(sql, ") p) q");
    rowan_buffer_init(&order);
    rowan_sql_begin(&last, sql->server, &order, sql->err);
    add_key(boundaries, "q", "%s", " DESC", &last);
    rowan_sql_spoil(sql, rowan_sql_end(&last));
    rowan_sql_add_page(sql, order.data ? order.data : "");
    rowan_buffer_clear(&order);
}

/* Where no page can stand in a sub-select, the keys are read. */
static void add_keys(struct rowan_boundaries *boundaries, struct rowan_sql *sql)
{
    rowan_key_columns_add_texts(&boundaries->query.key, sql);
    rowan_pending_query_add(&boundaries->query, sql);
}

static enum rowan_status prepare(struct rowan_boundaries *boundaries, struct rowan_error *err)
{
    struct rowan_connection *db = boundaries->query.db;
    struct rowan_buffer text;
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_statement_free(boundaries->statement);
    rowan_buffer_init(&text);
    rowan_sql_begin(&sql, rowan_connection_server(db), &text, err);
    rowan_sql_add(&sql, "SELECT ");
    if (boundaries->nested)
        add_last_key(boundaries, &sql);
    else
        add_keys(boundaries, &sql);
    rowan_sql_add_page_end(&sql);
    st = rowan_statement_prepare(&boundaries->statement, db, &sql);
    rowan_buffer_clear(&text);
    return st;
}

enum rowan_status rowan_boundaries_open(struct rowan_boundaries **out, const struct rowan_endpoint *endpoint,
                                        const struct rowan_source_table *table,
                                        const struct rowan_range *range, const struct rowan_pending *pending,
                                        int64_t chunk, int64_t limit, struct rowan_error *err)
{
    struct rowan_boundaries *boundaries = calloc(1, sizeof *boundaries);
    enum rowan_status st;

    *out = NULL;
    if (!boundaries)
        return rowan_out_of_memory(err);
    boundaries->chunk = chunk > 0 ? chunk : 1;
    boundaries->left = limit > 0 ? limit : -1;
    boundaries->nested = rowan_connection_dialect(endpoint->db)->page_marker;
    st = rowan_pending_query_open(&boundaries->query, endpoint, table, range, pending, err);
    /* Rows without a key are in no range; who asks for all documents shall not be told that this was all. */
    if (st == ROWAN_OK && !boundaries->query.low.given && !boundaries->query.high.given)
        st = rowan_pending_query_check_null(&boundaries->query, err);
    if (st == ROWAN_OK && pending && pending->filter)
        st = rowan_pending_keys_open(&boundaries->keys, &boundaries->query, pending, err);
    else if (st == ROWAN_OK)
        st = prepare(boundaries, err);
    if (st != ROWAN_OK) {
        rowan_boundaries_close(boundaries);
        return st;
    }
    *out = boundaries;
    return ROWAN_OK;
}

void rowan_boundaries_close(struct rowan_boundaries *boundaries)
{
    if (!boundaries)
        return;
    rowan_statement_free(boundaries->statement);
    rowan_pending_keys_close(boundaries->keys);
    rowan_pending_query_clear(&boundaries->query);
    rowan_buffer_clear(&boundaries->boundary);
    free(boundaries);
}

static enum rowan_status run(struct rowan_boundaries *boundaries, int64_t limit, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    size_t count;

    if (boundaries->query.moved)
        st = prepare(boundaries, err);
    if (st == ROWAN_OK)
        st = rowan_pending_query_params(&boundaries->query, &count, err);
    if (st != ROWAN_OK)
        return st;
    if (boundaries->nested) {
        boundaries->query.params[count++] = (struct rowan_param){.kind = ROWAN_PARAM_INT, .number = limit};
        limit = 1;
    }
    return rowan_statement_run_page(boundaries->statement, boundaries->query.params, count, limit, err);
}

/* The number of rows is behind the key, or what is counted here. */
static enum rowan_status read_row(struct rowan_boundaries *boundaries, int64_t *count,
                                  struct rowan_error *err)
{
    const struct rowan_key_columns *key = &boundaries->query.key;
    struct rowan_slice number;
    enum rowan_status st;

    boundaries->boundary.size = 0;
    st = rowan_key_columns_read(key, boundaries->statement, &boundaries->boundary, err);
    if (st != ROWAN_OK)
        return st;
    ++*count;
    if (!boundaries->nested)
        return ROWAN_OK;
    st = rowan_statement_text(boundaries->statement, key->count, &number, err);
    *count = st == ROWAN_OK && number.data ? strtoll(number.data, NULL, 10) : 0;
    return st;
}

static enum rowan_status read_boundary(struct rowan_boundaries *boundaries, int64_t *count, bool *more,
                                       struct rowan_error *err)
{
    enum rowan_status st = rowan_statement_fetch(boundaries->statement, more, err);
    bool another = *more;

    *count = 0;
    while (st == ROWAN_OK && another) {
        st = read_row(boundaries, count, err);
        if (st == ROWAN_OK && boundaries->nested)
            break;
        if (st == ROWAN_OK)
            st = rowan_statement_fetch(boundaries->statement, &another, err);
    }
    return st;
}

static enum rowan_status ask_boundary(struct rowan_boundaries *boundaries, int64_t want, int64_t *count,
                                      bool *more, struct rowan_error *err)
{
    enum rowan_status st = run(boundaries, want, err);

    /* It waits while the supervisor has chunks enough. */
    if (rowan_connection_revive(boundaries->query.db, st))
        st = run(boundaries, want, err);
    if (st == ROWAN_OK)
        st = read_boundary(boundaries, count, more, err);
    if (boundaries->statement)
        rowan_statement_reset(boundaries->statement);
    return st;
}

static enum rowan_status count_keys(struct rowan_boundaries *boundaries, int64_t want, int64_t *count,
                                    bool *more, struct rowan_error *err)
{
    struct rowan_buffer *boundary = &boundaries->boundary;
    struct rowan_slice key;
    enum rowan_status st = ROWAN_OK;
    bool another = true;

    if (!rowan_buffer_reserve(boundary, 1)) /* a key may be an empty text */
        return rowan_out_of_memory(err);
    for (*count = 0; *count < want; ++*count) {
        st = rowan_pending_keys_next(boundaries->keys, &key, &another, err);
        if (st != ROWAN_OK || !another)
            break;
        boundary->size = 0;
        if (!rowan_buffer_append(boundary, key.data, key.size))
            return rowan_out_of_memory(err);
    }
    *more = st == ROWAN_OK && *count > 0;
    return st;
}

enum rowan_status rowan_boundaries_next(struct rowan_boundaries *boundaries, struct rowan_slice *boundary,
                                        int64_t *count, bool *more, struct rowan_error *err)
{
    int64_t want = boundaries->chunk;
    enum rowan_status st;

    *more = false;
    if (boundaries->left >= 0 && boundaries->left < want)
        want = boundaries->left;
    if (boundaries->ended || want == 0)
        return ROWAN_OK;
    st = boundaries->keys ? count_keys(boundaries, want, count, more, err)
                          : ask_boundary(boundaries, want, count, more, err);
    if (st != ROWAN_OK || !*more) {
        *more = false;
        boundaries->ended = st == ROWAN_OK;
        return st;
    }
    *boundary = rowan_buffer_slice(&boundaries->boundary);
    boundaries->ended = *count < want;
    if (boundaries->left >= 0)
        boundaries->left -= *count;
    if (boundaries->keys)
        return ROWAN_OK;
    return rowan_pending_query_move(&boundaries->query, *boundary) ? ROWAN_OK : rowan_out_of_memory(err);
}
