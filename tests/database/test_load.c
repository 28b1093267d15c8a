/* One chunk, from the source table to rows, as a worker loads it. */
#include "database.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "run/worker/load_table.h"

#define DOCUMENTS 50

struct chunk {
    struct rowan_worker_config config;
    struct rowan_worker_channel channel;
    struct rowan_scoreboard *scoreboard;
    struct rowan_score *score;
    volatile sig_atomic_t stop;
    struct rowan_profile profile;
};

static struct rowan_plan *plan;

/* All tables made anew, with documents 1 to DOCUMENTS; every tenth is not XML. Each has so many elements that
 * nobody reads. */
static void fill_with(struct rowan_connection *db, int elements)
{
    struct rowan_buffer sql;

    rowan_buffer_init(&sql);
    make_ledger(db);
    make_tables(db, plan);
    for (int i = 1; i <= DOCUMENTS; i++) {
        rowan_buffer_reset(&sql, 0);
        rowan_buffer_format(&sql, "INSERT INTO src (id, xml) VALUES (%d, '<order><line sku=\"a\"/>", i);
        for (int k = 0; k < elements; k++)
            rowan_buffer_append_slice(&sql, "<x/>");
        rowan_buffer_format(&sql, "<line sku=\"b\"/>%s')", i % 10 == 0 ? "" : "</order>");
        run_sql(db, rowan_buffer_string(&sql));
    }
    rowan_buffer_clear(&sql);
}

static void fill(struct rowan_connection *db)
{
    fill_with(db, 0);
}

static void open_chunk(struct chunk *c)
{
    memset(c, 0, sizeof *c);
    c->config.role = ROWAN_ROLE_LOAD;
    c->config.run_id = "run-1";
    c->config.started = "2024-01-01 00:00:00";
    c->config.connect = getenv("ROWAN_TEST_CONNECT");
    c->config.source_connect = two_endpoints() ? c->config.connect : NULL;
    c->config.page = 20;
    c->config.commit = 4;
    rowan_worker_channel_init(&c->channel, open("/dev/null", O_WRONLY | O_CLOEXEC), ROWAN_LOG_ERROR);
    assert_ok(rowan_scoreboard_new(&c->scoreboard, 1, &err), err);
    c->score = rowan_scoreboard_score(c->scoreboard, 0);
}

static enum rowan_exit load(struct chunk *c)
{
    struct rowan_load load = {.config = &c->config,
                              .plan = plan,
                              .score = c->score,
                              .stop = &c->stop,
                              .channel = &c->channel,
                              .profile = &c->profile};
    enum rowan_exit code;

    rowan_score_start(c->score);
    rowan_profile_start(&c->profile, ROWAN_PART_START);
    code = rowan_load_table(&load, NULL, &err);
    rowan_profile_enter(&c->profile, ROWAN_PART_START);
    return code;
}

static void close_chunk(struct chunk *c)
{
    close(c->channel.fd);
    rowan_worker_channel_clear(&c->channel);
    rowan_scoreboard_free(c->scoreboard);
}

static void assert_all_loaded(struct rowan_connection *db, struct chunk *c)
{
    struct rowan_sums sums = rowan_score_sums(c->score);

    assert_answer(db, "SELECT count(*) FROM rowan_ledger WHERE status = 'loaded'", "45");
    assert_answer(db, "SELECT count(*) FROM rowan_ledger WHERE status = 'failed'", "5");
    assert_answer(db, "SELECT count(*) FROM order_line l JOIN customer_order o ON o.id = l.order_id", "90");
    assert_int_equal(sums.loaded, 45);
    assert_int_equal(sums.failed, 5);
    assert_int_equal(sums.rows, 135);
}

static void test_batches(void **state)
{
    struct rowan_connection *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    /* 12 batches of 4 and one of 2; 5 have a failed document, which is a transaction of its own */
    assert_int_equal(rowan_score_sums(c.score).commits, 18);
    assert_int_equal(rowan_score_phase(c.score, ROWAN_STAGE_MAP), ROWAN_PHASE_FULL);
    assert_int_equal(rowan_score_phase(c.score, ROWAN_STAGE_WRITE), ROWAN_PHASE_IDLE);
    close_chunk(&c);
}

/* Each document has more rows than are held: they are made in one thread while others are written. */
static void test_parts(void **state)
{
    struct rowan_connection *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.config.batch_bytes = 1;
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    assert_true(rowan_score_sums(c.score).commits >= 46);
    assert_int_equal(rowan_score_phase(c.score, ROWAN_STAGE_WRITE), ROWAN_PHASE_IDLE);
    close_chunk(&c);
}

static void test_profile_has_both_threads(void **state)
{
    static const enum rowan_part mapping[] = {ROWAN_PART_START, ROWAN_PART_READ,    ROWAN_PART_PARSE,
                                              ROWAN_PART_ROWS,  ROWAN_PART_CONVERT, ROWAN_PART_FULL};
    static const enum rowan_part writing[] = {ROWAN_PART_WRITE, ROWAN_PART_COMMIT, ROWAN_PART_IDLE};
    struct rowan_connection *db = *state;
    struct chunk c;
    int64_t mapped = 0, written = 0;

    fill(db);
    open_chunk(&c);
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    for (size_t i = 0; i < sizeof mapping / sizeof mapping[0]; i++)
        mapped += c.profile.spent[mapping[i]];
    for (size_t i = 0; i < sizeof writing / sizeof writing[0]; i++) {
        assert_true(c.profile.spent[writing[i]] > 0);
        written += c.profile.spent[writing[i]];
    }
    assert_true(written <= mapped); /* its thread starts later and ends sooner */
    close_chunk(&c);
}

static void test_isolates_up_to_a_document(void **state)
{
    struct rowan_connection *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.config.isolate_to = rowan_slice_of("6");
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    assert_int_equal(rowan_score_sums(c.score).commits, 6 + 11 + 5);
    close_chunk(&c);
}

struct watch {
    struct chunk *chunk;
    atomic_bool over;
    long both; /* how often there was a document in each stage */
};

static void *watch_stages(void *context)
{
    struct watch *watch = context;
    struct rowan_score *score = watch->chunk->score;
    _Atomic uint32_t *version = &score->stages[ROWAN_STAGE_MAP].version;

    while (!atomic_load(&watch->over)) {
        uint32_t before = atomic_load(version);
        bool mapping = rowan_phase_holds(rowan_score_phase(score, ROWAN_STAGE_MAP));
        bool writing = rowan_phase_holds(rowan_score_phase(score, ROWAN_STAGE_WRITE));
        watch->both += mapping && writing && atomic_load(version) == before;
        usleep(10); /* not to keep a processor from those two */
    }
    return NULL;
}

/* Where all documents are isolated, each is written before the next is mapped; else that would be seldom. */
static void test_one_document_at_a_time_when_isolating(void **state)
{
    struct rowan_connection *db = *state;
    struct chunk c;
    struct watch watch = {&c, false, 0};
    pthread_t thread;

    fill_with(db, 10000); /* it takes longer to map one than to begin to write one */
    open_chunk(&c);
    c.config.commit = DOCUMENTS;
    c.config.isolate_to = rowan_slice_of("50");
    assert_int_equal(pthread_create(&thread, NULL, watch_stages, &watch), 0);
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    atomic_store(&watch.over, true);
    pthread_join(thread, NULL);
    assert_all_loaded(db, &c);
    assert_int_equal(rowan_score_sums(c.score).commits, DOCUMENTS);
    assert_int_equal(watch.both, 0);
    close_chunk(&c);
}

/* The key never comes: somebody else has done it, or it is gone. */
static void test_isolation_ends(void **state)
{
    struct rowan_connection *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.config.isolate_to = rowan_slice_of("5000");
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    assert_int_equal(rowan_score_sums(c.score).commits, 8 + 11 + 5); /* two batches of 4 one by one */
    close_chunk(&c);
}

/* Its worker died after the commit: what follows is written in batches as ever. */
static void test_no_isolation_of_what_is_done(void **state)
{
    struct rowan_connection *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.config.to = rowan_slice_of("8");
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_int_equal(rowan_score_sums(c.score).commits, 2);
    c.config.to = (struct rowan_slice){NULL, 0};
    c.config.isolate_to = rowan_slice_of("8");
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    assert_int_equal(rowan_score_sums(c.score).commits, 2 + 11 + 5);
    close_chunk(&c);
}

static void test_quarantined_documents(void **state)
{
    struct rowan_crashed crashed = {.key = rowan_slice_of("7"), .how = "SIGSEGV"};
    struct rowan_connection *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.config.crashed = &crashed;
    c.config.crashed_count = 1;
    c.config.isolate_to = crashed.key;
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_answer(db, "SELECT reason FROM rowan_ledger WHERE doc_key = '7'", "crashed");
    assert_int_equal(rowan_score_sums(c.score).loaded, 44);
    assert_int_equal(rowan_score_sums(c.score).commits, 7 + 11 + 5);
    close_chunk(&c);
}

static void test_asked_to_stop(void **state)
{
    struct rowan_connection *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.stop = 1;
    assert_int_equal(load(&c), ROWAN_EXIT_STOPPED);
    assert_answer(db, "SELECT count(*) FROM rowan_ledger", "0");
    c.stop = 0;
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    close_chunk(&c);
}

static volatile sig_atomic_t *stop_now;

static void on_signal(int number)
{
    (void)number;
    *stop_now = 1;
}

struct caller {
    struct chunk *chunk;
    pthread_t loading;
};

/* Asks to stop when the first batch is there, so that others are under way. */
static void *stop_in_the_middle(void *context)
{
    const struct caller *caller = context;

    for (int i = 0; i < 100000 && rowan_score_sums(caller->chunk->score).loaded < 4; i++)
        usleep(20);
    pthread_kill(caller->loading, SIGUSR1);
    return NULL;
}

/* What a stage held when it was asked is written: a document that was mapped is in the ledger. */
static void test_stopped_in_the_middle(void **state)
{
    struct rowan_connection *db = *state;
    struct chunk c;
    struct caller caller = {&c, pthread_self()};
    pthread_t thread;
    char key[ROWAN_SCOREBOARD_KEY_MAX + 1], wanted[sizeof key];
    size_t size;

    fill(db);
    open_chunk(&c);
    stop_now = &c.stop;
    signal(SIGUSR1, on_signal);
    assert_int_equal(pthread_create(&thread, NULL, stop_in_the_middle, &caller), 0);
    assert_int_not_equal(load(&c), ROWAN_EXIT_RETRY);
    pthread_join(thread, NULL);
    rowan_score_read(c.score, ROWAN_STAGE_MAP, key, &size);
    key[size] = '\0';
    assert_true(atoi(key) >= 4);
    snprintf(wanted, sizeof wanted, "%d", atoi(key));
    assert_answer(db, "SELECT count(*) FROM rowan_ledger", wanted);
    c.stop = 0;
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    close_chunk(&c);
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
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_profile_has_both_threads),
        cmocka_unit_test(test_isolates_up_to_a_document),
        cmocka_unit_test(test_one_document_at_a_time_when_isolating),
        cmocka_unit_test(test_isolation_ends),
        cmocka_unit_test(test_no_isolation_of_what_is_done),
        cmocka_unit_test(test_quarantined_documents),
        cmocka_unit_test(test_asked_to_stop),
        cmocka_unit_test(test_stopped_in_the_middle),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
