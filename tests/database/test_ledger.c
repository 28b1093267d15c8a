/* Ledger rows, the key that makes a second load impossible, and the rows of runs. */
#include "database.h"

#include "target/feed.h"
#include "target/ledger.h"
#include "target/ledger_change.h"
#include "target/ledger_key.h"
#include "target/ledger_reload.h"
#include "target/ledger_tables.h"
#include "target/run_record.h"

static struct rowan_plan *plan;

static enum rowan_status open_as(struct rowan_ledger **ledger, struct rowan_connection *db,
                                 const char *run_id)
{
    struct rowan_endpoint target = target_of(db, plan);

    return rowan_ledger_open(ledger, &target, plan, NULL, run_id, &err);
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
    return (struct rowan_entry){.key = rowan_slice_of(key), .sent = rows, .stored = rows};
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
    assert_answer(db, "SELECT count(*) FROM rowan_ledger WHERE feed = 'orders' AND run_id = 'run-1'", "4");
    assert_answer(db, "SELECT stored FROM rowan_ledger WHERE doc_key = '1' AND status = 'loaded'", "12");
    assert_answer(db, "SELECT reason FROM rowan_ledger WHERE doc_key = '1'", NULL);
    assert_answer(db, "SELECT message FROM rowan_ledger WHERE doc_key = '2'", message);
    assert_answer(db, "SELECT doc_key FROM rowan_ledger WHERE reason = 'xml' AND status = 'failed'",
                  entries[3].key.data);
    assert_answer(db, "SELECT count(*) FROM rowan_ledger WHERE logged_at > '2020-01-01 00:00:00'", "4");
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
    assert_answer(db, "SELECT count(*) FROM rowan_ledger", "1");
    assert_ok(rowan_ledger_ask(ledger, rowan_slice_of("7"), &logged, NULL, &err), err);
    assert_int_equal(logged, ROWAN_LOGGED_LOADED);
    assert_ok(rowan_ledger_ask(ledger, rowan_slice_of("8"), &logged, NULL, &err), err);
    assert_int_equal(logged, ROWAN_LOGGED_NOTHING);
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_ledger_insert(ledger, &refused, 1, &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_ok(rowan_ledger_ask(ledger, rowan_slice_of("9"), &logged, NULL, &err), err);
    assert_int_equal(logged, ROWAN_LOGGED_FAILED);
    rowan_ledger_close(ledger);
    assert_ok(open_as(&ledger, db, "run-2"), err);
    assert_ok(rowan_ledger_ask(ledger, rowan_slice_of("7"), &logged, NULL, &err), err);
    assert_int_equal(logged, ROWAN_LOGGED_NOTHING); /* it is another run's */
    rowan_ledger_close(ledger);
}

/* What a run does with a row that another one changed, after it was read. */
static enum rowan_status change(struct rowan_connection *db, struct rowan_ledger_change *change,
                                struct rowan_entry entry, const struct rowan_ledger_row *old)
{
    enum rowan_status st, end;

    entry.old = old;
    assert_ok(rowan_connection_begin(db, &err), err);
    st = rowan_ledger_change_write(change, &entry, 1, &err);
    end = st == ROWAN_OK ? rowan_connection_commit(db, &err) : rowan_connection_rollback(db, NULL);
    assert_int_equal(end, ROWAN_OK);
    return st;
}

static void test_change_is_fenced(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger, *rival;
    struct rowan_ledger_change *mine, *theirs;
    struct rowan_ledger_row row = {0};
    struct rowan_entry first = loaded("7", 3);
    bool there;

    make_ledger(db);
    ledger = open_ledger(db);
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_ledger_insert(ledger, &first, 1, &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    rowan_ledger_close(ledger);
    assert_ok(open_as(&ledger, db, "run-2"), err);
    assert_ok(open_as(&rival, db, "run-3"), err);
    assert_ok(rowan_ledger_change_open(&mine, ledger, &err), err);
    assert_ok(rowan_ledger_change_open(&theirs, rival, &err), err);
    assert_ok(rowan_ledger_change_read(mine, rowan_slice_of("8"), &row, &there, &err), err);
    assert_false(there);
    assert_ok(rowan_ledger_change_read(mine, rowan_slice_of("7"), &row, &there, &err), err);
    assert_true(there);
    assert_string_equal(row.run_id, "run-1");
    assert_int_equal(row.stored, 3);
    assert_ok(change(db, theirs, loaded("7", 5), &row), err);
    assert_int_equal(change(db, mine, loaded("7", 4), &row), ROWAN_DUPLICATE);
    assert_string_equal(err.reason, "ledger");
    assert_answer(db, "SELECT stored FROM rowan_ledger WHERE run_id = 'run-3'", "5");
    assert_answer(db, "SELECT tried FROM rowan_ledger", "2");
    /* refused: the rows that are there stay, and so does their number */
    assert_ok(rowan_ledger_change_read(mine, rowan_slice_of("7"), &row, &there, &err), err);
    assert_ok(change(db, mine, failed("7", "value", "no"), &row), err);
    assert_answer(db, "SELECT stored FROM rowan_ledger WHERE status = 'stale' AND reason = 'value'", "5");
    /* without rows, as when it was unloaded, a refused document has failed */
    assert_ok(rowan_ledger_change_read(theirs, rowan_slice_of("7"), &row, &there, &err), err);
    assert_int_equal(row.status, ROWAN_LEDGER_STALE);
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_ledger_change_unload(theirs, rowan_slice_of("7"), &row, &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    assert_answer(db, "SELECT stored FROM rowan_ledger WHERE status = 'unloaded' AND reason IS NULL", "0");
    assert_ok(rowan_ledger_change_read(mine, rowan_slice_of("7"), &row, &there, &err), err);
    assert_ok(change(db, mine, failed("7", "value", "no"), &row), err);
    assert_answer(db, "SELECT status FROM rowan_ledger", "failed");
    rowan_ledger_change_close(mine);
    rowan_ledger_change_close(theirs);
    rowan_ledger_close(ledger);
    rowan_ledger_close(rival);
}

/* Which documents are loaded again, and what is known of them when they come. */
static void test_reload(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_ledger_reload *reload;
    struct rowan_ledger_row row = {0};
    struct rowan_entry entries[] = {loaded("1", 1), failed("2", "xml", "no"), loaded("3", 3), loaded("4", 4)};
    struct rowan_slice keys[130];
    bool pending[130];
    char texts[130][8];

    make_ledger(db);
    ledger = open_ledger(db);
    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_ledger_insert(ledger, entries, COUNT(entries), &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
    run_sql(db, "UPDATE rowan_ledger SET run_id = 'run-0' WHERE doc_key <> '4'");
    for (size_t i = 0; i < COUNT(keys); i++) {
        snprintf(texts[i], sizeof texts[i], "%zu", i);
        keys[i] = rowan_slice_of(texts[i]);
    }
    assert_ok(rowan_ledger_reload_open(&reload, ledger, &(struct rowan_reload_choice){0}, true, &err), err);
    assert_ok(rowan_ledger_reload_filter(reload, keys, NULL, COUNT(keys), pending, &err), err);
    for (size_t i = 0; i < COUNT(keys); i++) /* 2 has failed, and 4 is this run's own */
        assert_int_equal(pending[i], i == 1 || i == 3);
    assert_false(rowan_ledger_reload_take(reload, rowan_slice_of("4"), &row));
    assert_true(rowan_ledger_reload_take(reload, rowan_slice_of("3"), &row));
    assert_string_equal(row.run_id, "run-0");
    assert_int_equal(row.stored, 3);
    assert_true(rowan_ledger_reload_take(reload, rowan_slice_of("1"), &row)); /* in any order */
    assert_false(rowan_ledger_reload_take(reload, rowan_slice_of("1"), &row));
    rowan_ledger_reload_close(reload);
    assert_ok(rowan_ledger_reload_open(&reload, ledger, &(struct rowan_reload_choice){.of_run = "run-9"},
                                       false, &err),
              err);
    assert_ok(rowan_ledger_reload_filter(reload, keys, NULL, 5, pending, &err), err);
    assert_false(pending[1] || pending[3]);
    rowan_ledger_reload_close(reload);
    assert_ok(rowan_ledger_reload_open(&reload, ledger,
                                       &(struct rowan_reload_choice){.of_run = "run-0", .of_key = "3"}, false,
                                       &err),
              err);
    assert_ok(rowan_ledger_reload_filter(reload, keys, NULL, 5, pending, &err), err);
    assert_true(!pending[1] && pending[3]);
    rowan_ledger_reload_close(reload);
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
    assert_answer(db, "SELECT count(*) FROM rowan_ledger", "6");
    rowan_ledger_close(ledger);
}

static void insert_key(struct rowan_ledger *ledger, struct rowan_connection *db, struct rowan_slice key)
{
    struct rowan_entry entry = {.key = key, .sent = 2, .stored = 2};

    assert_ok(rowan_connection_begin(db, &err), err);
    assert_ok(rowan_ledger_insert(ledger, &entry, 1, &err), err);
    assert_ok(rowan_ledger_dropped(ledger, key, 1, &err), err);
    assert_ok(rowan_connection_commit(db, &err), err);
}

/* Keys of any length are told apart, also from the text that one of them is kept as. */
static void test_long_keys(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;
    struct rowan_arena texts;
    enum rowan_logged logged;
    struct rowan_slice keys[5];
    bool pending[6];
    char key[3000];

    for (size_t i = 0; i < sizeof key / 2; i++)
        memcpy(key + i * 2, "\xc3\xa4", 2);
    rowan_arena_init(&texts, 0);
    keys[0] = (struct rowan_slice){key, 380};
    keys[1] = (struct rowan_slice){key, 382};
    keys[2] = (struct rowan_slice){key, 3000};
    keys[3] = rowan_ledger_key(rowan_connection_dialect(db), &texts, keys[2]);
    keys[4] = (struct rowan_slice){key, 500};
    make_ledger(db);
    ledger = open_ledger(db);
    for (size_t i = 0; i < (keys[3].size == 3000 ? 3 : 4); i++)
        insert_key(ledger, db, keys[i]);
    assert_ok(rowan_ledger_filter(ledger, keys, NULL, COUNT(keys), pending, &err), err);
    for (size_t i = 0; i < COUNT(keys); i++) {
        assert_int_equal(pending[i], i == 4);
        assert_ok(rowan_ledger_ask(ledger, keys[i], &logged, NULL, &err), err);
        assert_int_equal(logged, i == 4 ? ROWAN_LOGGED_NOTHING : ROWAN_LOGGED_LOADED);
    }
    rowan_arena_clear(&texts);
    rowan_ledger_close(ledger);
}

static void test_runs(void **state)
{
    static const struct rowan_file files[] = {{"a.lua", {"return \xc3\xa4", 9}}, {"b.lua", {"-- \0\xff", 5}}};
    struct rowan_connection *db = *state;
    struct rowan_endpoint target;
    struct rowan_ledger *ledger;
    struct rowan_run_record record = {.run_id = "run-1",
                                      .feed = "orders",
                                      .version = "1",
                                      .hash = 255,
                                      .files = files,
                                      .file_count = 2,
                                      .plan = plan,
                                      .settings = "{\"workers\":4}",
                                      .pid = 77};

    make_ledger(db);
    ledger = open_ledger(db);
    target = target_of(db, plan);
    assert_ok(rowan_run_record_begin(&target, &record, &err), err);
    assert_answer(db,
                  "SELECT settings FROM rowan_run WHERE run_id = 'run-1' AND ended_at IS NULL AND pid = 77",
                  "{\"workers\":4}");
    assert_int_equal(rowan_run_record_begin(&target, &record, &err), ROWAN_DUPLICATE);
    record.run_id = "run-2"; /* the mapping's text is there already */
    assert_ok(rowan_run_record_begin(&target, &record, &err), err);
    assert_answer(db,
                  "SELECT content FROM rowan_mapping WHERE mapping_hash = '00000000000000ff' AND part = 1",
                  "return \xc3\xa4");
    assert_answer(db, "SELECT content FROM rowan_mapping WHERE part = 2", "-- \\x00\\xFF");
    assert_answer(db, "SELECT content FROM rowan_mapping WHERE part = 0", plan->tables[0].name);
    run_sql(db, "DELETE FROM rowan_mapping WHERE part <= 0"); /* an older rowan kept no tables */
    record.run_id = "run-3";
    assert_ok(rowan_run_record_begin(&target, &record, &err), err);
    assert_answer(db, "SELECT content FROM rowan_mapping WHERE part = 0", plan->tables[0].name);
    assert_answer(db, "SELECT COUNT(*) FROM rowan_mapping WHERE part > 0", "2");
    run_sql(db, "UPDATE rowan_run SET heartbeat = '2020-01-01 00:00:00'");
    rowan_ledger_beat(ledger, false); /* not yet */
    assert_answer(db, "SELECT count(*) FROM rowan_run WHERE heartbeat > '2020-01-02 00:00:00'", "0");
    rowan_ledger_beat(ledger, true);
    assert_answer(db, "SELECT run_id FROM rowan_run WHERE heartbeat > '2020-01-02 00:00:00'", "run-1");
    assert_ok(rowan_run_record_end(&target, "run-1", "done",
                                   &(struct rowan_run_counts){5000000000, 2, 3, 8, 7, 1}, &err),
              err);
    assert_answer(
        db, "SELECT loaded FROM rowan_run WHERE outcome = 'done' AND failed = 2 AND sent = 8 AND stored = 7",
        "5000000000");
    assert_answer(db, "SELECT version FROM rowan_run WHERE ended_at >= started_at", "1");
    rowan_ledger_close(ledger);
}

/* What a feed reads is recorded once, and changed by who says so. */
static void test_feeds(void **state)
{
    static const struct rowan_feed_source inbox = {.schema = "a", .name = "inbox"},
                                          other = {.schema = "b", .name = "inbox"};
    struct rowan_connection *db = *state;
    struct rowan_endpoint target;

    make_ledger(db);
    rowan_ledger_close(open_ledger(db));
    target = target_of(db, plan);
    assert_ok(rowan_feed_compare(&target, "orders", &inbox, &err), err); /* nobody knows yet */
    assert_ok(rowan_feed_record(&target, "orders", &inbox, false, &err), err);
    assert_ok(rowan_feed_record(&target, "orders", &inbox, false, &err), err);
    assert_int_equal(rowan_feed_record(&target, "orders", &other, false, &err), ROWAN_USAGE);
    assert_string_equal(err.message,
                        "the feed \"orders\" reads the table a.inbox, not b.inbox: --feed NAME gives other "
                        "documents a feed of their own, --moved says that the same ones are there now");
    assert_int_equal(rowan_feed_compare(&target, "orders", &other, &err), ROWAN_USAGE);
    assert_ok(rowan_feed_record(&target, "orders-b", &other, false, &err), err);
    assert_ok(rowan_feed_record(&target, "orders", &other, true, &err), err);
    assert_ok(rowan_feed_compare(&target, "orders", &other, &err), err);
    assert_int_equal(rowan_feed_check_name("", &err), ROWAN_USAGE);
    assert_int_equal(rowan_feed_check_name("feed ", &err), ROWAN_USAGE);
    assert_string_equal(err.message, "a feed's name does not end in a blank, unlike \"feed \"");
}

static void test_missing(void **state)
{
    struct rowan_connection *db = *state;
    struct rowan_ledger *ledger;

    make_ledger(db);
    run_sql(db, "INSERT INTO rowan_version VALUES (99, '2024-01-01 00:00:00')");
    assert_int_equal(open_as(&ledger, db, "r"), ROWAN_CONFIG);
    assert_string_equal(err.message,
                        "the ledger has version 99, this rowan knows version 3; it takes the newer rowan "
                        "that changed the ledger");
    run_sql(db, "UPDATE rowan_version SET version = 1 WHERE version = 3");
    run_sql(db, "DELETE FROM rowan_version WHERE version = 99");
    assert_int_equal(open_as(&ledger, db, "r"), ROWAN_CONFIG);
    assert_string_equal(err.message,
                        "the ledger has version 1, this rowan needs version 3; rowan init changes it");
    run_sql(db, "DROP TABLE rowan_run");
    assert_int_equal(open_as(&ledger, db, "r"), ROWAN_CONFIG);
    assert_string_equal(err.message, "there is no table rowan_run; rowan init makes it");
    run_sql(db, "DROP TABLE rowan_ledger");
    run_sql(db, "DROP TABLE rowan_version");
    assert_int_equal(open_as(&ledger, db, "r"), ROWAN_CONFIG);
    assert_string_equal(err.message, "there is no ledger yet; rowan init makes it");
    run_sql(db, "CREATE TABLE processing_log (mapping VARCHAR(9), doc_key VARCHAR(9))");
    assert_int_equal(open_as(&ledger, db, "r"), ROWAN_CONFIG);
    assert_string_equal(err.message,
                        "the ledger is the table processing_log of an older rowan; rowan init takes it over");
    run_sql(db, "DROP TABLE processing_log");
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
        cmocka_unit_test(test_keys_are_bytes), cmocka_unit_test(test_long_keys),
        cmocka_unit_test(test_runs),           cmocka_unit_test(test_feeds),
        cmocka_unit_test(test_missing),        cmocka_unit_test(test_change_is_fenced),
        cmocka_unit_test(test_reload),
    };

    return cmocka_run_group_tests(tests, open_database, close_all);
}
