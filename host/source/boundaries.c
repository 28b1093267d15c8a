/*
 * A boundary is the key of the last of the next chunk documents: one query over the key's index, so gaps in
 * the keys cost nothing. Documents that are done are passed over and do not count.
 */
#include "source/boundaries.h"

#include <stdlib.h>

#include "odbc/dialect.h"
#include "source/pending_query.h"

struct rowan_boundaries {
    struct rowan_pending_query query;
    struct rowan_statement *statement;
    int64_t chunk;
    int64_t left; /* documents until the limit; -1: no limit */
    bool ended;
    struct rowan_buffer boundary;
};

/* The outer names are qualified: a bare one would mean the output column, which is text. */
static enum rowan_status prepare(struct rowan_boundaries *boundaries, struct rowan_error *err)
{
    struct rowan_buffer sql;
    enum rowan_status st;
    bool ok;

    rowan_statement_free(boundaries->statement);
    boundaries->statement = NULL;
    rowan_buffer_init(&sql);
    ok = rowan_buffer_append_slice(&sql, "SELECT ") &&
         rowan_pending_query_cast(&boundaries->query, "q.k", &sql) &&
         rowan_buffer_append_slice(&sql, ", q.n FROM (SELECT p.k, count(*) OVER () AS n FROM (SELECT ") &&
         rowan_buffer_append(&sql, boundaries->query.key.data, boundaries->query.key.size) &&
         rowan_buffer_append_slice(&sql, " AS k") && rowan_pending_query_sql(&boundaries->query, &sql) &&
         rowan_buffer_append_slice(&sql, ") p) q ORDER BY q.k DESC") &&
         rowan_buffer_append_slice(&sql, rowan_connection_dialect(boundaries->query.db)->limit) &&
         rowan_buffer_string(&sql);
    st = ok ? rowan_statement_new(&boundaries->statement, boundaries->query.db, sql.data, err)
            : rowan_out_of_memory(err);
    rowan_buffer_clear(&sql);
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
    st = rowan_pending_query_open(&boundaries->query, endpoint, table, range, pending, err);
    /* Rows without a key are in no range; who asks for all documents shall not be told that this was all. */
    if (st == ROWAN_OK && !boundaries->query.has_low && !boundaries->query.has_high)
        st = rowan_pending_query_check_null(&boundaries->query, err);
    if (st == ROWAN_OK)
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
        st = rowan_pending_query_params(&boundaries->query, limit, &count, err);
    if (st != ROWAN_OK)
        return st;
    boundaries->query.params[count++] = (struct rowan_param){.kind = ROWAN_PARAM_INT, .number = 1};
    return rowan_statement_run(boundaries->statement, boundaries->query.params, count, err);
}

static enum rowan_status read_boundary(struct rowan_boundaries *boundaries, int64_t *count, bool *more,
                                       struct rowan_error *err)
{
    struct rowan_slice number;
    bool null = false;
    enum rowan_status st = rowan_statement_fetch(boundaries->statement, more, err);

    if (st != ROWAN_OK || !*more)
        return st;
    boundaries->boundary.size = 0;
    st = rowan_statement_append(boundaries->statement, 0, &boundaries->boundary, &null, err);
    if (st == ROWAN_OK)
        st = rowan_statement_text(boundaries->statement, 1, &number, err);
    if (st != ROWAN_OK)
        return st;
    if (null)
        return rowan_fail(err, ROWAN_DATABASE, "database",
                          "the source table \"%s\" has a row whose key is NULL",
                          boundaries->query.table->name);
    *count = number.data ? strtoll(number.data, NULL, 10) : 0;
    return ROWAN_OK;
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
    st = run(boundaries, want, err);
    if (st == ROWAN_OK)
        st = read_boundary(boundaries, count, more, err);
    if (boundaries->statement)
        rowan_statement_reset(boundaries->statement);
    if (st != ROWAN_OK || !*more) {
        *more = false;
        boundaries->ended = st == ROWAN_OK;
        return st;
    }
    *boundary = rowan_buffer_slice(&boundaries->boundary);
    boundaries->ended = *count < want;
    if (boundaries->left >= 0)
        boundaries->left -= *count;
    return rowan_pending_query_move(&boundaries->query, *boundary) ? ROWAN_OK : rowan_out_of_memory(err);
}
