/* One chunk, from the source table to rows, as a worker loads it. */
#include "database.h"

#include <fcntl.h>
#include <unistd.h>

#include "run/load.h"

#define DOCUMENTS 50

struct chunk {
    struct rowan_spec spec;
    struct rowan_report report;
    struct rowan_tally *tally;
    struct rowan_slot *slot;
    volatile sig_atomic_t stop;
    struct rowan_profile profile;
};

static struct rowan_plan *plan;

/* All tables made anew, with documents 1 to DOCUMENTS; every tenth is not XML. */
static void fill(struct rowan_db *db)
{
    char sql[200];

    make_ledger(db);
    make_tables(db, plan);
    for (int i = 1; i <= DOCUMENTS; i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO src (id, xml) VALUES (%d, '<order><line sku=\"a\"/><line sku=\"b\"/>%s')", i,
                 i % 10 == 0 ? "" : "</order>");
        run_sql(db, sql);
    }
}

static void open_chunk(struct chunk *c)
{
    memset(c, 0, sizeof *c);
    c->spec.role = ROWAN_ROLE_LOAD;
    c->spec.run_id = "run-1";
    c->spec.started = "2024-01-01 00:00:00";
    c->spec.connect = getenv("ROWAN_TEST_CONNECT");
    c->spec.page = 20;
    c->spec.commit = 4;
    rowan_report_init(&c->report, open("/dev/null", O_WRONLY | O_CLOEXEC), ROWAN_LOG_ERROR);
    assert_ok(rowan_tally_new(&c->tally, 1, &err), err);
    c->slot = rowan_tally_slot(c->tally, 0);
}

static enum rowan_exit load(struct chunk *c)
{
    struct rowan_load load = {.spec = &c->spec,
                              .plan = plan,
                              .slot = c->slot,
                              .stop = &c->stop,
                              .report = &c->report,
                              .profile = &c->profile};
    enum rowan_exit code;

    rowan_slot_start(c->slot);
    rowan_profile_start(&c->profile, ROWAN_PART_START);
    code = rowan_load_run(&load, &err);
    rowan_profile_enter(&c->profile, ROWAN_PART_START);
    return code;
}

static void close_chunk(struct chunk *c)
{
    close(c->report.fd);
    rowan_report_clear(&c->report);
    rowan_tally_free(c->tally);
}

static void assert_all_loaded(struct rowan_db *db, struct chunk *c)
{
    struct rowan_sums sums = rowan_slot_sums(c->slot);

    assert_answer(db, "SELECT count(*) FROM processing_log WHERE status = 'loaded'", "45");
    assert_answer(db, "SELECT count(*) FROM processing_log WHERE status = 'failed'", "5");
    assert_answer(db, "SELECT count(*) FROM order_line l JOIN customer_order o ON o.id = l.order_id", "90");
    assert_int_equal(sums.loaded, 45);
    assert_int_equal(sums.failed, 5);
    assert_int_equal(sums.rows, 135);
}

static enum rowan_phase phase_of(struct chunk *c, enum rowan_hand hand)
{
    return (enum rowan_phase)atomic_load(&c->slot->hands[hand].phase);
}

static void test_groups(void **state)
{
    struct rowan_db *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    /* 12 groups of 4 and one of 2; 5 have a failed document, which is a transaction of its own */
    assert_int_equal(rowan_slot_sums(c.slot).commits, 18);
    assert_int_equal(phase_of(&c, ROWAN_HAND_MAP), ROWAN_PHASE_FULL);
    assert_int_equal(phase_of(&c, ROWAN_HAND_WRITE), ROWAN_PHASE_IDLE);
    close_chunk(&c);
}

static void test_profile_has_both_threads(void **state)
{
    static const enum rowan_part mapping[] = {ROWAN_PART_START, ROWAN_PART_READ,    ROWAN_PART_PARSE,
                                              ROWAN_PART_ROWS,  ROWAN_PART_CONVERT, ROWAN_PART_FULL};
    static const enum rowan_part writing[] = {ROWAN_PART_WRITE, ROWAN_PART_COMMIT, ROWAN_PART_IDLE};
    struct rowan_db *db = *state;
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

static void test_careful_up_to_a_document(void **state)
{
    struct rowan_db *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.spec.careful_to = rowan_text_of("6");
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    assert_int_equal(rowan_slot_sums(c.slot).commits, 6 + 11 + 5);
    close_chunk(&c);
}

/* Its worker died after the commit: what follows is written in groups as ever. */
static void test_no_care_for_what_is_done(void **state)
{
    struct rowan_db *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.spec.to = rowan_text_of("8");
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_int_equal(rowan_slot_sums(c.slot).commits, 2);
    c.spec.to = (struct rowan_text){NULL, 0};
    c.spec.careful_to = rowan_text_of("8");
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_all_loaded(db, &c);
    assert_int_equal(rowan_slot_sums(c.slot).commits, 2 + 11 + 5);
    close_chunk(&c);
}

static void test_condemned_documents(void **state)
{
    struct rowan_crashed crashed = {.key = rowan_text_of("7"), .how = "SIGSEGV"};
    struct rowan_db *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.spec.crashed = &crashed;
    c.spec.crashed_count = 1;
    c.spec.careful_to = crashed.key;
    assert_int_equal(load(&c), ROWAN_EXIT_DONE);
    assert_answer(db, "SELECT reason FROM processing_log WHERE doc_key = '7'", "crashed");
    assert_int_equal(rowan_slot_sums(c.slot).loaded, 44);
    assert_int_equal(rowan_slot_sums(c.slot).commits, 7 + 11 + 5);
    close_chunk(&c);
}

static void test_asked_to_stop(void **state)
{
    struct rowan_db *db = *state;
    struct chunk c;

    fill(db);
    open_chunk(&c);
    c.stop = 1;
    assert_int_equal(load(&c), ROWAN_EXIT_STOPPED);
    assert_answer(db, "SELECT count(*) FROM processing_log", "0");
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
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_profile_has_both_threads),
        cmocka_unit_test(test_careful_up_to_a_document),
        cmocka_unit_test(test_no_care_for_what_is_done),
        cmocka_unit_test(test_condemned_documents),
        cmocka_unit_test(test_asked_to_stop),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
