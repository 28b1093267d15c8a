/*
 * A source of another kind than a table, documents in memory, through a worker's loop into a real target:
 * what the port promises is enough for it.
 */
#include "database.h"

#include <fcntl.h>
#include <unistd.h>

#include "run/worker/load.h"
#include "target/ledger.h"

enum { DOCUMENTS = 50 };

static struct rowan_plan *plan;

/* ---- documents in memory ---- */

/* In the order of their keys, which are compared as texts. */
struct memory_document {
    char key[8];
    const char *text; /* NULL: there is none */
};

struct memory_source {
    struct rowan_source source; /* the port */
    struct memory_document documents[DOCUMENTS];
    bool pending[DOCUMENTS]; /* of those in the range */
    size_t next, end;        /* of the range */
    struct rowan_slice column;
    size_t asked; /* how often the target was */
    size_t handed_out;
};

static struct memory_source *of(struct rowan_source *source)
{
    return (struct memory_source *)source;
}

static bool is_before(struct rowan_slice bound, const struct memory_document *document, bool or_at)
{
    char text[8];
    int order;

    snprintf(text, sizeof text, "%.*s", (int)bound.size, bound.data);
    order = strcmp(document->key, text);
    return order < 0 || (or_at && order == 0);
}

static enum rowan_status begin_range(struct rowan_source *source, const struct rowan_range *range,
                                     const struct rowan_pending *pending, struct rowan_error *error)
{
    struct memory_source *m = of(source);
    struct rowan_slice keys[DOCUMENTS];

    m->next = 0;
    m->end = DOCUMENTS;
    while (m->next < DOCUMENTS && range->after.data && is_before(range->after, &m->documents[m->next], true))
        m->next++;
    while (m->next < DOCUMENTS && range->from.data && is_before(range->from, &m->documents[m->next], false))
        m->next++;
    while (m->end > m->next && range->to.data && !is_before(range->to, &m->documents[m->end - 1], true))
        m->end--;
    for (size_t i = m->next; i < m->end; i++)
        keys[i] = rowan_slice_of(m->documents[i].key);
    m->asked++;
    return pending->filter(pending->target, keys + m->next, NULL, m->end - m->next, m->pending + m->next,
                           error);
}

static bool find_next(struct memory_source *m)
{
    while (m->next < m->end && !m->pending[m->next])
        m->next++;
    return m->next < m->end;
}

static enum rowan_status next(struct rowan_source *source, struct rowan_item *item, bool *more,
                              struct rowan_error *error)
{
    struct memory_source *m = of(source);

    (void)error;
    *more = find_next(m);
    if (!*more)
        return ROWAN_OK;
    m->column = rowan_slice_of(m->documents[m->next].key);
    *item = (struct rowan_item){
        .key = m->column, .columns = &m->column, .document = rowan_slice_of(m->documents[m->next].text)};
    m->next++;
    m->handed_out++;
    return ROWAN_OK;
}

static void end_range(struct rowan_source *source)
{
    of(source)->next = of(source)->end = 0;
}

static enum rowan_status find_boundaries(struct rowan_source *source, const struct rowan_range *range,
                                         const struct rowan_pending *pending, int64_t chunk, int64_t limit,
                                         rowan_boundary_fn take, void *context, struct rowan_error *error)
{
    struct memory_source *m = of(source);
    enum rowan_status st = begin_range(source, range, pending, error);
    int64_t count = 0, all = 0;
    struct rowan_slice last = {NULL, 0};

    while (st == ROWAN_OK && find_next(m) && (limit == 0 || all < limit)) {
        last = rowan_slice_of(m->documents[m->next++].key);
        count++;
        all++;
        if (count < chunk)
            continue;
        st = take(context, last, count, error);
        count = 0;
    }
    if (st == ROWAN_OK && count > 0)
        st = take(context, last, count, error);
    end_range(source);
    return st;
}

/* Documents "101" and so on; every tenth is not XML, one is NULL. */
static void fill(struct memory_source *m)
{
    memset(m, 0, sizeof *m);
    m->source = (struct rowan_source){.filters = true,
                                      .open = begin_range,
                                      .next = next,
                                      .close = end_range,
                                      .boundaries = find_boundaries};
    for (int i = 0; i < DOCUMENTS; i++) {
        snprintf(m->documents[i].key, sizeof m->documents[i].key, "%d", 101 + i);
        m->documents[i].text = i % 10 == 9 ? "<order>" : "<order><line sku='a'/><line sku='b'/></order>";
    }
    m->documents[4].text = NULL;
}

/* ---- loading ---- */

struct run {
    struct memory_source memory;
    struct rowan_worker_config config;
    struct rowan_worker_channel channel;
    struct rowan_scoreboard *scoreboard;
    struct rowan_score *score;
};

static void open_run(struct run *r, struct rowan_connection *db)
{
    make_ledger(db);
    make_tables(db, plan);
    memset(r, 0, sizeof *r);
    fill(&r->memory);
    r->config.role = ROWAN_ROLE_LOAD;
    r->config.run_id = "run-1";
    r->config.started = "2024-01-01 00:00:00";
    r->config.connect = getenv("ROWAN_TEST_CONNECT");
    r->config.commit = 4;
    rowan_worker_channel_init(&r->channel, open("/dev/null", O_WRONLY | O_CLOEXEC), ROWAN_LOG_ERROR);
    assert_ok(rowan_scoreboard_new(&r->scoreboard, 1, &err), err);
    r->score = rowan_scoreboard_score(r->scoreboard, 0);
    rowan_score_start(r->score);
}

static void close_run(struct run *r)
{
    close(r->channel.fd);
    rowan_worker_channel_clear(&r->channel);
    rowan_scoreboard_free(r->scoreboard);
}

static void load(struct run *r)
{
    static const volatile sig_atomic_t stop;
    struct rowan_load what = {.config = &r->config,
                              .plan = plan,
                              .source = &r->memory.source,
                              .score = r->score,
                              .stop = &stop,
                              .channel = &r->channel};

    assert_int_equal(rowan_load_run(&what, &err), ROWAN_EXIT_DONE);
}

static void assert_all_loaded(struct rowan_connection *db, struct run *r)
{
    struct rowan_sums sums = rowan_score_sums(r->score);

    assert_answer(db, "SELECT count(*) FROM rowan_ledger WHERE status = 'loaded'", "44");
    assert_answer(db, "SELECT count(*) FROM rowan_ledger WHERE reason = 'xml'", "5");
    assert_answer(db, "SELECT reason FROM rowan_ledger WHERE doc_key = '105'", "null");
    assert_answer(db, "SELECT count(*) FROM order_line l JOIN customer_order o ON o.id = l.order_id", "88");
    assert_int_equal(sums.loaded, 44);
    assert_int_equal(sums.failed, 6);
    assert_int_equal(sums.already_loaded, 0);
}

static void test_loads_documents_once(void **state)
{
    struct rowan_connection *db = *state;
    struct run r;

    open_run(&r, db);
    load(&r);
    assert_all_loaded(db, &r);
    assert_int_equal(r.memory.handed_out, DOCUMENTS);
    load(&r); /* the ledger says that there is nothing to do */
    assert_all_loaded(db, &r);
    assert_int_equal(r.memory.handed_out, DOCUMENTS);
    assert_int_equal(r.memory.asked, 2);
    close_run(&r);
}

static void test_isolates_without_reading_ahead(void **state)
{
    struct rowan_connection *db = *state;
    struct run r;

    open_run(&r, db);
    r.config.isolate_to = rowan_slice_of("106");
    load(&r);
    assert_all_loaded(db, &r);
    assert_int_equal(rowan_score_sums(r.score).commits, 6 + 11 + 5);
    close_run(&r);
}

struct pieces {
    char keys[DOCUMENTS][8];
    int64_t counts[DOCUMENTS];
    size_t count;
};

static enum rowan_status take_piece(void *context, struct rowan_slice key, int64_t count,
                                    struct rowan_error *error)
{
    struct pieces *pieces = context;

    (void)error;
    snprintf(pieces->keys[pieces->count], 8, "%.*s", (int)key.size, key.data);
    pieces->counts[pieces->count++] = count;
    return ROWAN_OK;
}

static void find_pieces(struct run *r, struct rowan_connection *db, int64_t limit, struct pieces *pieces)
{
    static const struct rowan_range all;
    struct rowan_endpoint target = target_of(db, plan);
    struct rowan_ledger *ledger;
    struct rowan_pending pending = {.filter = rowan_ledger_filter};
    struct rowan_source *source = &r->memory.source;

    assert_ok(rowan_ledger_open(&ledger, &target, plan, NULL, "run-1", &err), err);
    pending.target = ledger;
    pieces->count = 0;
    assert_ok(source->boundaries(source, &all, &pending, 20, limit, take_piece, pieces, &err), err);
    rowan_ledger_close(ledger);
}

/* As a run does it: the ranges between boundaries, the last one first. */
static void test_chunks(void **state)
{
    struct rowan_connection *db = *state;
    struct pieces pieces;
    struct run r;

    open_run(&r, db);
    find_pieces(&r, db, 30, &pieces);
    assert_int_equal(pieces.count, 2);
    assert_int_equal(pieces.counts[1], 10);
    find_pieces(&r, db, 0, &pieces);
    assert_int_equal(pieces.count, 3);
    assert_string_equal(pieces.keys[2], "150");
    for (size_t i = pieces.count; i-- > 0;) {
        size_t before = r.memory.handed_out;
        r.config.after = i ? rowan_slice_of(pieces.keys[i - 1]) : (struct rowan_slice){NULL, 0};
        r.config.to = rowan_slice_of(pieces.keys[i]);
        load(&r);
        assert_int_equal(r.memory.handed_out - before, pieces.counts[i]);
    }
    assert_all_loaded(db, &r);
    find_pieces(&r, db, 0, &pieces);
    assert_int_equal(pieces.count, 0);
    close_run(&r);
}

static int open_all(void **state)
{
    plan = make_plan(true, NULL);
    return open_database(state);
}

static int close_all(void **state)
{
    rowan_plan_free(plan);
    return close_database(state);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loads_documents_once),
        cmocka_unit_test(test_isolates_without_reading_ahead),
        cmocka_unit_test(test_chunks),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
