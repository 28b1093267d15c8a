/* Ledger rows, the key that makes a second load impossible, and the rows of runs. */
#include "database.h"

#include "target/ledger.h"

static struct rowan_plan *plan;

static enum rowan_status open_as(struct rowan_ledger **ledger, struct rowan_connection *db,
                                 const char *run_id)
{
    struct rowan_endpoint target = target_of(db, plan);

    return rowan_ledger_open(ledger, &target, plan, run_id, &err);
}

static struct rowan_ledger *open_ledger(struct rowan_connection *db)
{
    struct rowan_ledger *ledger;

    if (!plan)
        plan = make_plan(true, NULL);
    assert_ok(open_as(&ledger, db, "run-1"), err);
    return ledger;
}

static struct rowan_entry loaded(const char *key, int64_t rows)
{
    return (struct rowan_entry){.key = rowan_slice_of(key), .rows = rows};
}

static struct rowan_entry failed(const char *key, const char *reason, const char *message)
{
    return (struct rowan_entry){
        .key = rowan_slice_of(key), .reason = reason, .message = message, .failed = true};
}

static void test_insert(void **state)
{
    static const char message[] = "line 3: \"\xc3\xa4\\\" is {not} an 'integer', NULL\nsecond line";
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_entry entries[] = {loaded("1", 12), failed("2", "value", message), loaded("3", 0),
                                    failed("k '\"\\ {,} \xf0\x9d\x84\x9e", "xml", "")};

    make_ledger(db);
    ledger = open_ledger(db);
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_ledger_insert(ledger, entries, COUNT(entries), &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_answer(db, "SELECT count(*) FROM processing_log WHERE mapping = 'orders' AND run_id = 'run-1'",
                  "4");
    assert_answer(db, "SELECT row_count FROM processing_log WHERE doc_key = '1' AND status = 'loaded'", "12");
    assert_answer(db, "SELECT reason FROM processing_log WHERE doc_key = '1'", NULL);
    assert_answer(db, "SELECT message FROM processing_log WHERE doc_key = '2'", message);
    assert_answer(db, "SELECT doc_key FROM processing_log WHERE reason = 'xml' AND status = 'failed'",
                  entries[3].key.data);
    assert_answer(db, "SELECT count(*) FROM processing_log WHERE logged_at > '2020-01-01 00:00:00'", "4");
    rowan_ledger_close(ledger);
}

static void test_key_is_the_fence(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_entry first = loaded("7", 1);
    struct rowan_entry refused = failed("9", "value", "of no use");
    struct rowan_entry batch[] = {loaded("6", 1), loaded("7", 1), loaded("8", 1)};
    enum rowan_logged logged;

    make_ledger(db);
    ledger = open_ledger(db);
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_ledger_insert(ledger, &first, 1, &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_int_equal(rowan_ledger_insert(ledger, batch, 3, &err), ROWAN_DUPLICATE);
    assert_string_equal(err.reason, "ledger");
    assert_ok(rowan_connection_rollback(db, &err), err);
    assert_answer(db, "SELECT count(*) FROM processing_log", "1");
    assert_ok(rowan_ledger_ask(ledger, rowan_slice_of("7"), &logged, &err), err);
    assert_int_equal(logged, ROWAN_LOGGED_LOADED);
    assert_ok(rowan_ledger_ask(ledger, rowan_slice_of("8"), &logged, &err), err);
    assert_int_equal(logged, ROWAN_LOGGED_NOTHING);
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_ledger_insert(ledger, &refused, 1, &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_ok(rowan_ledger_ask(ledger, rowan_slice_of("9"), &logged, &err), err);
    assert_int_equal(logged, ROWAN_LOGGED_FAILED);
    rowan_ledger_close(ledger);
    assert_ok(open_as(&ledger, db, "run-2"), err);
    assert_ok(rowan_ledger_ask(ledger, rowan_slice_of("7"), &logged, &err), err);
    assert_int_equal(logged, ROWAN_LOGGED_NOTHING); /* it is another run's */
    rowan_ledger_close(ledger);
}

/* Keys that some collations take for one. */
static void test_keys_are_bytes(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_entry entries[] = {loaded("a", 1),        loaded("A", 1),         loaded("a ", 1),
                                    loaded("\xc3\xa4", 1), loaded("a\xcc\x88", 1), loaded("", 1)};

    make_ledger(db);
    ledger = open_ledger(db);
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_ledger_insert(ledger, entries, COUNT(entries), &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_answer(db, "SELECT count(*) FROM processing_log", "6");
    rowan_ledger_close(ledger);
}

static void test_long_key(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_entry entry = {.rows = 1};
    char key[400];

    for (int i = 0; i < 190; i++)
        memcpy(key + i * 2, "\xc3\xa4", 2);
    key[380] = 'x';
    make_ledger(db);
    ledger = open_ledger(db);
    assert_ok(rowan_connection_begin(db, &err), err);
    entry.key = (struct rowan_slice){key, 380};
    assert_ok(rowan_ledger_insert(ledger, &entry, 1, &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_ok(rowan_connection_begin(db, &err), err);
    entry.key.size = 381;
    assert_int_equal(rowan_ledger_insert(ledger, &entry, 1, &err), ROWAN_DATABASE);
    assert_non_null(strstr(err.message, "190 characters"));
    assert_ok(rowan_connection_rollback(db, &err), err);
    rowan_ledger_close(ledger);
}

static void test_runs(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;

    make_ledger(db);
    ledger = open_ledger(db);
    assert_ok(rowan_ledger_run_begin(ledger, "{\"workers\":4}", &err), err);
    assert_answer(db, "SELECT settings FROM processing_run WHERE run_id = 'run-1' AND ended_at IS NULL",
                  "{\"workers\":4}");
    assert_int_equal(rowan_ledger_run_begin(ledger, NULL, &err), ROWAN_DUPLICATE);
    assert_ok(rowan_ledger_run_end(ledger, "done", 5000000000, 2, 7, &err), err);
    assert_answer(db,
                  "SELECT loaded FROM processing_run WHERE outcome = 'done' AND failed = 2 AND row_count = 7",
                  "5000000000");
    assert_answer(db, "SELECT version FROM processing_run WHERE ended_at >= started_at", "1");
    rowan_ledger_close(ledger);
}

static void test_missing(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;

    make_ledger(db);
    run_sql(db, "DROP TABLE processing_run");
    assert_int_equal(open_as(&ledger, db, "r"), ROWAN_CONFIG);
    assert_string_equal(err.message, "there is no table processing_run; run rowan init");
    run_sql(db, "DROP TABLE processing_log");
    assert_int_equal(open_as(&ledger, db, "r"), ROWAN_CONFIG);
    assert_string_equal(err.message, "there is no table processing_log; run rowan init");
}

static int close_all(void **state)
{
    rowan_plan_free(plan);
    return close_database(state);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_insert),         cmocka_unit_test(test_key_is_the_fence),
        cmocka_unit_test(test_keys_are_bytes), cmocka_unit_test(test_long_key),
        cmocka_unit_test(test_runs),           cmocka_unit_test(test_missing),
    };

    return cmocka_run_group_tests(tests, open_database, close_all);
}
