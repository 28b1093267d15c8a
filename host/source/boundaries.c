/*
 * A border is the key of the last of the next chunk documents: one query over the key's index, so gaps in
 * the keys cost nothing. Documents in the ledger are passed over and do not count.
 */
#include <stdlib.h>

#include "odbc/dialect.h"
#include "source/pending_query.h"

struct rowan_boundaries {
    struct rowan_pending_query keyset;
    struct rowan_statement *query;
    int64_t chunk;
    int64_t left; /* documents until the limit; -1: no limit */
    bool ended;
    struct rowan_buffer border;
};

static enum rowan_status no_memory(struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "out of memory");
}

/* The outer names are qualified: a bare one would mean the output column, which is text. */
static enum rowan_status prepare(struct rowan_boundaries *borders, struct rowan_error *err)
{
    struct rowan_buffer sql;
    enum rowan_status st;
    bool ok;

    rowan_statement_free(borders->query);
    borders->query = NULL;
    rowan_buffer_init(&sql);
    ok = rowan_buffer_append_slice(&sql, "SELECT ") &&
         rowan_pending_query_cast(&borders->keyset, "q.k", &sql) &&
         rowan_buffer_append_slice(&sql, ", q.n FROM (SELECT p.k, count(*) OVER () AS n FROM (SELECT ") &&
         rowan_buffer_append(&sql, borders->keyset.key.data, borders->keyset.key.size) &&
         rowan_buffer_append_slice(&sql, " AS k") && rowan_pending_query_sql(&borders->keyset, &sql) &&
         rowan_buffer_append_slice(&sql, ") p) q ORDER BY q.k DESC") &&
         rowan_buffer_append_slice(&sql, rowan_connection_dialect(borders->keyset.db)->limit) &&
         rowan_buffer_string(&sql);
    st = ok ? rowan_statement_new(&borders->query, borders->keyset.db, sql.data, err) : no_memory(err);
    rowan_buffer_clear(&sql);
    return st;
}

enum rowan_status rowan_boundaries_open(struct rowan_boundaries **out, struct rowan_connection *db,
                                        const struct rowan_plan *plan, const struct rowan_range *range,
                                        int64_t chunk, int64_t limit, struct rowan_error *err)
{
    struct rowan_boundaries *borders = calloc(1, sizeof *borders);
    enum rowan_status st;

    *out = NULL;
    if (!borders)
        return no_memory(err);
    borders->chunk = chunk > 0 ? chunk : 1;
    borders->left = limit > 0 ? limit : -1;
    st = rowan_pending_query_open(&borders->keyset, db, plan, range, err);
    /* Rows without a key are in no range; who asks for all documents shall not be told that this was all. */
    if (st == ROWAN_OK && !borders->keyset.has_low && !borders->keyset.has_high)
        st = rowan_pending_query_check_null(&borders->keyset, err);
    if (st == ROWAN_OK)
        st = prepare(borders, err);
    if (st != ROWAN_OK) {
        rowan_boundaries_close(borders);
        return st;
    }
    *out = borders;
    return ROWAN_OK;
}

void rowan_boundaries_close(struct rowan_boundaries *borders)
{
    if (!borders)
        return;
    rowan_statement_free(borders->query);
    rowan_pending_query_clear(&borders->keyset);
    rowan_buffer_clear(&borders->border);
    free(borders);
}

static enum rowan_status run(struct rowan_boundaries *borders, int64_t limit, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    size_t count;

    if (borders->keyset.moved)
        st = prepare(borders, err);
    if (st == ROWAN_OK)
        st = rowan_pending_query_params(&borders->keyset, limit, &count, err);
    if (st != ROWAN_OK)
        return st;
    borders->keyset.params[count++] = (struct rowan_param){.kind = ROWAN_PARAM_INT, .number = 1};
    return rowan_statement_run(borders->query, borders->keyset.params, count, err);
}

static enum rowan_status read_border(struct rowan_boundaries *borders, int64_t *count, bool *more,
                                     struct rowan_error *err)
{
    struct rowan_slice number;
    bool null = false;
    enum rowan_status st = rowan_statement_fetch(borders->query, more, err);

    if (st != ROWAN_OK || !*more)
        return st;
    borders->border.size = 0;
    st = rowan_statement_append(borders->query, 0, &borders->border, &null, err);
    if (st == ROWAN_OK)
        st = rowan_statement_text(borders->query, 1, &number, err);
    if (st != ROWAN_OK)
        return st;
    if (null)
        return rowan_fail(err, ROWAN_DATABASE, "database",
                          "the source table \"%s\" has a row whose key is NULL",
                          borders->keyset.plan->source_table);
    *count = number.data ? strtoll(number.data, NULL, 10) : 0;
    return ROWAN_OK;
}

enum rowan_status rowan_boundaries_next(struct rowan_boundaries *borders, struct rowan_slice *border,
                                        int64_t *count, bool *more, struct rowan_error *err)
{
    int64_t want = borders->chunk;
    enum rowan_status st;

    *more = false;
    if (borders->left >= 0 && borders->left < want)
        want = borders->left;
    if (borders->ended || want == 0)
        return ROWAN_OK;
    st = run(borders, want, err);
    if (st == ROWAN_OK)
        st = read_border(borders, count, more, err);
    if (borders->query)
        rowan_statement_reset(borders->query);
    if (st != ROWAN_OK || !*more) {
        *more = false;
        borders->ended = st == ROWAN_OK;
        return st;
    }
    *border = rowan_buffer_slice(&borders->border);
    borders->ended = *count < want;
    if (borders->left >= 0)
        borders->left -= *count;
    return rowan_pending_query_move(&borders->keyset, *border) ? ROWAN_OK : no_memory(err);
}
