/*
 * How a batch is written when the database answers in every way it can. The database is a script here: this
 * file defines the functions that batch.c calls, so the real ones are not linked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "rows/row_parts.h"
#include "run/worker/batch.h"

/* ---- the database ---- */

struct answer {
    enum rowan_status status;
    const char *reason;
};

static struct {
    struct answer answers[20]; /* of the calls to come, then ROWAN_OK */
    size_t next;
    char calls[500];   /* what was asked, as text */
    int64_t times[20]; /* when they came */
    enum rowan_logged logged;
    bool lost;
    bool before_commit; /* is when it is lost */
    bool sick;          /* the canary */
    int64_t drops;      /* rows of the first document of each transaction */
} database;

static enum rowan_status answer(struct rowan_error *err)
{
    struct answer a = {ROWAN_OK, NULL};

    if (database.next < sizeof database.answers / sizeof database.answers[0]) {
        database.times[database.next] = rowan_clock_now();
        a = database.answers[database.next++];
    }
    database.lost = database.lost || a.status == ROWAN_LOST;
    return a.status == ROWAN_OK ? ROWAN_OK : rowan_fail(err, a.status, a.reason, "because of %s", a.reason);
}

static void note(const char *what, const struct rowan_entry *entries, size_t count)
{
    size_t n = strlen(database.calls);

    n += (size_t)snprintf(database.calls + n, sizeof database.calls - n, "%s", what);
    for (size_t i = 0; i < count; i++)
        n += (size_t)snprintf(database.calls + n, sizeof database.calls - n, " %.*s%s%s",
                              (int)entries[i].key.size, entries[i].key.data, entries[i].failed ? ":" : "",
                              entries[i].failed ? entries[i].reason : "");
    snprintf(database.calls + n, sizeof database.calls - n, "|");
}

enum rowan_status rowan_writer_insert(struct rowan_writer *writer, const struct rowan_rows *rows,
                                      size_t first, size_t last, struct rowan_entry *entries,
                                      struct rowan_error *err)
{
    (void)writer;
    assert_true(last <= rows->documents);
    note("write", entries, last - first);
    entries[0].stored = entries[0].sent - database.drops;
    return answer(err);
}

enum rowan_status rowan_writer_commit(struct rowan_writer *writer, const struct rowan_rows *rows,
                                      struct rowan_error *err)
{
    (void)writer;
    (void)rows;
    (void)err;
    return ROWAN_OK;
}

enum rowan_status rowan_ledger_insert(struct rowan_ledger *ledger, const struct rowan_entry *entries,
                                      size_t count, struct rowan_error *err)
{
    (void)ledger;
    note("ledger", entries, count);
    return answer(err);
}

void rowan_ledger_beat(struct rowan_ledger *ledger, bool always)
{
    (void)ledger;
    (void)always;
}

enum rowan_status rowan_ledger_ask(struct rowan_ledger *ledger, struct rowan_slice key,
                                   enum rowan_logged *logged, int64_t *stored, struct rowan_error *err)
{
    struct rowan_entry entry = {.key = key};

    if (stored)
        *stored = 2 - database.drops;
    (void)ledger;
    note("ask", &entry, 1);
    *logged = database.logged;
    return answer(err);
}

enum rowan_status rowan_connection_begin(struct rowan_connection *db, struct rowan_error *err)
{
    (void)db;
    (void)err;
    return ROWAN_OK;
}

enum rowan_status rowan_connection_commit(struct rowan_connection *db, struct rowan_error *err)
{
    (void)db;
    (void)err;
    return ROWAN_OK;
}

enum rowan_status rowan_connection_rollback(struct rowan_connection *db, struct rowan_error *err)
{
    (void)db;
    (void)err;
    note("rollback", NULL, 0);
    return ROWAN_OK;
}

bool rowan_connection_lost(const struct rowan_connection *db)
{
    (void)db;
    return database.lost;
}

bool rowan_connection_unsure(const struct rowan_connection *db)
{
    (void)db;
    return database.lost && !database.before_commit;
}

enum rowan_status rowan_connection_reopen(struct rowan_connection *db, struct rowan_error *err)
{
    (void)db;
    note("reopen", NULL, 0);
    database.lost = false;
    return answer(err);
}

enum rowan_status rowan_writer_log(struct rowan_writer *writer, const struct rowan_entry *entries,
                                   size_t count, struct rowan_error *err)
{
    (void)writer;
    return rowan_ledger_insert(NULL, entries, count, err);
}

enum rowan_status rowan_canary_ask(const struct rowan_canary *canary, struct rowan_error *err)
{
    (void)canary;
    note("canary", NULL, 0);
    return database.sick ? rowan_fail(err, ROWAN_CONFIG, "database", "no rights") : ROWAN_OK;
}

/* ---- a batch ---- */

struct fixture {
    struct rowan_scoreboard *scoreboard;
    struct rowan_score *score;
    struct rowan_plan plan;
    struct rowan_table table;
    struct rowan_table_rows table_rows;
    size_t starts[10];
    struct rowan_rows rows;
    struct rowan_row_parts parts;
    struct rowan_batch batch;
    struct rowan_pace pace;
    struct rowan_canary canary;
};

static int set_up(void **state)
{
    static struct fixture f;

    memset(&f, 0, sizeof f);
    memset(&database, 0, sizeof database);
    assert_int_equal(rowan_scoreboard_new(&f.scoreboard, 1, NULL), ROWAN_OK);
    f.score = rowan_scoreboard_score(f.scoreboard, 0);
    f.plan.tables = &f.table;
    f.plan.table_count = 1;
    f.rows.plan = &f.plan;
    f.rows.tables = &f.table_rows;
    f.rows.starts = f.starts;
    f.rows.parts = &f.parts;
    f.batch.score = f.score;
    f.batch.rows = &f.rows;
    f.batch.pace = &f.pace;
    f.batch.canary = &f.canary;
    f.batch.patience_ms = 20;
    rowan_arena_init(&f.batch.texts, 0);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    rowan_batch_clear(&f->batch);
    rowan_scoreboard_free(f->scoreboard);
    return 0;
}

/* A document of two rows and 100 bytes. */
static void load(struct fixture *f, const char *key)
{
    char passing[10];

    snprintf(passing, sizeof passing, "%s", key);
    f->rows.documents++;
    f->starts[f->rows.documents] = f->starts[f->rows.documents - 1] + 2;
    assert_int_equal(rowan_batch_loaded(&f->batch, rowan_slice_of(passing), 100, NULL), ROWAN_OK);
    memset(passing, '#', sizeof passing); /* a pager's text does not live long */
}

static void refuse(struct fixture *f, const char *key)
{
    char reason[10] = "value";

    assert_int_equal(rowan_batch_failed(&f->batch, rowan_slice_of(key), 50, reason, "no", NULL), ROWAN_OK);
    memset(reason, '#', sizeof reason);
}

static void will_answer(size_t call, enum rowan_status status, const char *reason)
{
    database.answers[call].status = status;
    database.answers[call].reason = reason;
}

static void assert_sums(struct fixture *f, int loaded, int failed, int passed)
{
    struct rowan_sums sums = rowan_score_sums(f->score);

    assert_false(rowan_score_unsure(f->score));
    assert_int_equal(sums.loaded, loaded);
    assert_int_equal(sums.failed, failed);
    assert_int_equal(sums.already_loaded, passed);
    assert_int_equal(sums.rows, 2 * loaded);
}

static enum rowan_status insert_parts(void *context, struct rowan_entry *entry, struct rowan_error *err)
{
    assert_ptr_equal(context, &database);
    assert_int_equal(entry->sent, 5);
    note("parts", entry, 1);
    return answer(err);
}

/* Rows that are not held come from whoever makes them, anew for each try. */
static void test_parts(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    f->batch.insert_parts = insert_parts;
    f->batch.tell_context = &database;
    f->parts.gone = 3;
    load(f, "1");
    will_answer(0, ROWAN_BUSY, "lock");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "parts 1|parts 1|");
    assert_int_equal(rowan_score_sums(f->score).rows, 5);
    assert_int_equal(rowan_rows_parted(&f->rows), 0);
    f->parts.gone = 3;
    load(f, "2");
    database.calls[0] = '\0';
    will_answer(2, ROWAN_DOCUMENT, "value");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "parts 2|ledger 2:value|");
    assert_int_equal(rowan_score_sums(f->score).failed, 1);
}

static void test_everything_is_well(void **state)
{
    struct fixture *f = *state;

    load(f, "1");
    refuse(f, "2");
    load(f, "3");
    assert_int_equal(rowan_batch_size(&f->batch), 3);
    assert_int_equal(rowan_batch_write(&f->batch, NULL), ROWAN_OK);
    assert_string_equal(database.calls, "write 1 3|ledger 2:value|");
    assert_sums(f, 2, 1, 0);
    assert_int_equal(rowan_score_sums(f->score).bytes, 250);
    assert_int_equal(rowan_batch_size(&f->batch), 0);
    assert_int_equal(f->rows.documents, 0);
}

static void test_nothing_is_written_for_nothing(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(rowan_batch_write(&f->batch, NULL), ROWAN_OK);
    assert_string_equal(database.calls, "");
}

static void test_busy_is_tried_again(void **state)
{
    struct fixture *f = *state;

    load(f, "1");
    load(f, "2");
    will_answer(0, ROWAN_BUSY, "busy");
    will_answer(1, ROWAN_BUSY, "busy");
    assert_int_equal(rowan_batch_write(&f->batch, NULL), ROWAN_OK);
    assert_string_equal(database.calls, "write 1 2|write 1 2|write 1 2|");
    assert_sums(f, 2, 0, 0);
}

/* 10 ms, twice as long each time up to 1 s, and of that between a half and all. */
static void test_busy_has_an_end_and_waits_grow(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;
    int64_t wait = 10;

    f->batch.canary = NULL;
    load(f, "1");
    for (size_t i = 0; i < 20; i++)
        will_answer(i, ROWAN_BUSY, "busy");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_BUSY);
    assert_int_equal(database.next, 10);
    for (size_t i = 1; i < 10; i++, wait = wait < 500 ? wait * 2 : 1000) {
        int64_t waited = (database.times[i] - database.times[i - 1]) / 1000000;
        if (waited < wait / 2 || waited > wait + 500) /* the machine may be busy, too */
            fail_msg("before try %zu: %lld ms, wanted up to %lld", i + 1, (long long)waited, (long long)wait);
    }
    assert_int_equal(rowan_score_sums(f->score).loaded, 0);
}

static void test_refusal_finds_the_document(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    for (int i = 0; i < 8; i++)
        load(f, (const char *[]){"1", "2", "3", "4", "5", "6", "7", "8"}[i]);
    will_answer(0, ROWAN_DATABASE, "database");
    will_answer(2, ROWAN_DATABASE, "database");
    will_answer(4, ROWAN_DATABASE, "database");
    will_answer(5, ROWAN_DUPLICATE, "database");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls,
                        "write 1 2 3 4 5 6 7 8|write 1 2 3 4|write 5 6 7 8|write 5 6|write 7 8|write 7|"
                        "ledger 7:database|write 8|");
    assert_sums(f, 7, 1, 0);
}

static void test_rival(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    load(f, "2");
    will_answer(0, ROWAN_DUPLICATE, "ledger");
    will_answer(1, ROWAN_DUPLICATE, "ledger");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1 2|write 1|ask 1|write 2|");
    assert_sums(f, 1, 0, 1);
}

/* A commit of this run whose worker was dead when it arrived: its documents are counted, once. */
static void test_own_commit_arrived_late(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    load(f, "2");
    refuse(f, "3");
    database.logged = ROWAN_LOGGED_LOADED;
    will_answer(0, ROWAN_DUPLICATE, "ledger");
    will_answer(1, ROWAN_DUPLICATE, "ledger");
    will_answer(3, ROWAN_DUPLICATE, "ledger");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1 2|write 1|ask 1|write 2|ask 2|ledger 3:value|");
    assert_sums(f, 2, 1, 0);
}

static void test_own_failure_arrived_late(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    refuse(f, "3");
    database.logged = ROWAN_LOGGED_FAILED;
    will_answer(0, ROWAN_DUPLICATE, "ledger");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "ledger 3:value|rollback|ask 3|");
    assert_sums(f, 0, 1, 0);
}

/* A driver says that a COMMIT failed, and it did not. */
static void test_commit_that_did_not_fail(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    database.logged = ROWAN_LOGGED_LOADED;
    will_answer(0, ROWAN_DATABASE, "database");
    will_answer(1, ROWAN_DUPLICATE, "ledger");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1|ledger 1:database|rollback|ask 1|");
    assert_sums(f, 1, 0, 0);
}

/* What a table drops is counted as sent, and not as rows: of a commit that arrived late as the ledger has it.
 */
static void test_rows_that_are_dropped(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    database.drops = 1;
    load(f, "1");
    load(f, "2");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_int_equal(rowan_score_sums(f->score).sent, 4);
    assert_int_equal(rowan_score_sums(f->score).rows, 3);
    f->rows.documents = 0;
    load(f, "3");
    database.logged = ROWAN_LOGGED_LOADED;
    will_answer(1, ROWAN_DUPLICATE, "ledger");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_int_equal(rowan_score_sums(f->score).sent, 6);
    assert_int_equal(rowan_score_sums(f->score).rows, 4);
}

static void test_asking_about_a_rival_may_fail(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    will_answer(0, ROWAN_DUPLICATE, "ledger");
    will_answer(1, ROWAN_LOST, "lost");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_LOST);
    assert_true(rowan_score_unsure(f->score));
    database.logged = ROWAN_LOGGED_LOADED;
    assert_int_equal(rowan_batch_commit_unsure(f->score, NULL, NULL), ROWAN_OK);
    assert_sums(f, 1, 0, 0);
}

static void test_rival_of_failed_documents(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    refuse(f, "1");
    refuse(f, "2");
    will_answer(0, ROWAN_DUPLICATE, "ledger");
    will_answer(2, ROWAN_DUPLICATE, "ledger");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls,
                        "ledger 1:value 2:value|rollback|ledger 1:value|ledger 2:value|rollback|ask 2|");
    assert_sums(f, 0, 1, 1);
}

/* A rival that wrote the failure while this process found out about it. */
static void test_rival_of_a_refused_document(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    will_answer(0, ROWAN_DATABASE, "database");
    will_answer(1, ROWAN_DUPLICATE, "ledger");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_sums(f, 0, 0, 1);
}

/* What could be about a table is asked of a canary, once it is about one document. */
static void test_trouble_of_the_run_is_returned(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    load(f, "2");
    database.sick = true;
    will_answer(0, ROWAN_CONFIG, "database");
    will_answer(1, ROWAN_CONFIG, "database");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_CONFIG);
    assert_string_equal(database.calls, "write 1 2|write 1|canary|");
    assert_string_equal(err.message, "no rights");
    assert_sums(f, 0, 0, 0);
}

static void test_trouble_of_a_document_fails_it(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    load(f, "2");
    will_answer(0, ROWAN_CONFIG, "database");
    will_answer(2, ROWAN_CONFIG, "database");
    will_answer(3, ROWAN_CONFIG, "database");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1 2|write 1|write 2|canary|write 2|canary|ledger 2:database|");
    assert_sums(f, 1, 1, 0);
}

static void test_trouble_of_a_moment_is_nobodys(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    will_answer(0, ROWAN_CONFIG, "database");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1|canary|write 1|");
    assert_sums(f, 1, 0, 0);
}

/* What may pass is given time, and then a canary's word that it is nobody else's. */
static void test_patience_with_a_document_ends(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    for (size_t i = 0; i < 3; i++)
        will_answer(i, ROWAN_TIMEOUT, "database");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1|canary|write 1|canary|write 1|canary|ledger 1:database|");
    assert_true(database.times[2] - database.times[0] >= 20000000);
    assert_sums(f, 0, 1, 0);
}

static void test_what_passes_is_loaded(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    load(f, "1");
    will_answer(0, ROWAN_TIMEOUT, "database");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1|canary|write 1|");
    assert_sums(f, 1, 0, 0);
}

/* One document takes too long: of the others as many as before are written at a time. */
static void test_one_slow_document(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    for (int i = 0; i < 4; i++)
        load(f, (const char *[]){"1", "2", "3", "4"}[i]);
    will_answer(0, ROWAN_TIMEOUT, "database");
    will_answer(1, ROWAN_TIMEOUT, "database");
    for (size_t i = 2; i < 5; i++)
        will_answer(i, ROWAN_TIMEOUT, "database");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls,
                        "write 1 2 3 4|write 1 2|write 1|canary|write 1|canary|write 1|canary|"
                        "ledger 1:database|write 2|write 3 4|");
    assert_int_equal(f->pace.most, 0);
    assert_sums(f, 3, 1, 0);
}

/* All take long: what passed is the most from then on. */
static void test_pace_is_kept(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    for (int round = 0; round < 2; round++) {
        f->rows.documents = 0;
        for (int i = 0; i < 4; i++)
            load(f, (const char *[]){"1", "2", "3", "4"}[i]);
        will_answer(0, round == 0 ? ROWAN_TIMEOUT : ROWAN_OK, "database");
        assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    }
    assert_string_equal(database.calls, "write 1 2 3 4|write 1 2|write 3 4|write 1 2|write 3 4|");
    assert_int_equal(f->pace.most, 2);
    assert_sums(f, 8, 0, 0);
}

/* Nothing was committed when the connection was lost: it is opened again, and nobody asks the ledger. */
static void test_lost_before_the_commit(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    database.before_commit = true;
    load(f, "1");
    load(f, "2");
    will_answer(0, ROWAN_LOST, "lost");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1 2|reopen|write 1 2|");
    assert_sums(f, 2, 0, 0);
}

static void test_server_that_is_away(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    database.before_commit = true;
    f->batch.canary = NULL;
    load(f, "1");
    will_answer(0, ROWAN_LOST, "lost");
    will_answer(1, ROWAN_CONFIG, "connect");
    will_answer(2, ROWAN_CONFIG, "connect");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_LOST);
    assert_sums(f, 0, 0, 0);
}

/* A message that the ledger refuses for its characters is written without them. */
static void test_message_is_escaped(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    assert_int_equal(
        rowan_batch_failed(&f->batch, rowan_slice_of("1"), 5, "value", "\xD0\x96 is no date", NULL),
        ROWAN_OK);
    will_answer(0, ROWAN_DATABASE, "database");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "ledger 1:value|rollback|ledger 1:value|");
    assert_sums(f, 0, 1, 0);
}

/* A full disk is nobody's fault: with nothing to put it off to, the document waits, until it takes too long.
 */
static void test_no_room(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    f->batch.room_ms = 10000;
    load(f, "1");
    load(f, "2");
    for (size_t i = 0; i < 4; i++)
        will_answer(i, ROWAN_NO_ROOM, "full");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1 2|write 1|write 1|write 1|write 1|write 2|");
    assert_sums(f, 2, 0, 0);
}

static void test_no_room_for_long(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    f->batch.room_ms = 50;
    load(f, "1");
    for (size_t i = 0; i < 20; i++)
        will_answer(i, ROWAN_NO_ROOM, "full");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_NO_ROOM);
    assert_string_equal(err.message,
                        "the database has had no room for 0 seconds (database_deadline): because of full");
    assert_sums(f, 0, 0, 0);
}

/* The neighbours go on. */
static void test_no_room_puts_a_document_off(void **state)
{
    struct fixture *f = *state;
    struct rowan_postponed list = {0};
    struct rowan_error err;

    f->batch.postponed = &list;
    load(f, "1");
    load(f, "2");
    will_answer(0, ROWAN_NO_ROOM, "full");
    will_answer(1, ROWAN_NO_ROOM, "full");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "write 1 2|write 1|write 2|");
    assert_int_equal(list.count, 1);
    assert_sums(f, 1, 0, 0);
    rowan_postponed_clear(&list);
}

/* Nor is it that of a document that had failed before. */
static void test_no_room_for_the_ledger(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    f->batch.room_ms = 10000;
    refuse(f, "1");
    refuse(f, "2");
    will_answer(0, ROWAN_NO_ROOM, "full");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_OK);
    assert_string_equal(database.calls, "ledger 1:value 2:value|rollback|ledger 1:value 2:value|");
    assert_sums(f, 0, 2, 0);
}

static void lose(struct fixture *f)
{
    struct rowan_error err;

    load(f, "1");
    load(f, "2");
    refuse(f, "3");
    will_answer(0, ROWAN_LOST, "lost");
    assert_int_equal(rowan_batch_write(&f->batch, &err), ROWAN_LOST);
    assert_true(rowan_score_unsure(f->score));
    assert_int_equal(rowan_score_sums(f->score).loaded, 0);
}

static void test_lost_but_committed(void **state)
{
    struct fixture *f = *state;

    lose(f);
    database.logged = ROWAN_LOGGED_LOADED;
    assert_int_equal(rowan_batch_commit_unsure(f->score, NULL, NULL), ROWAN_OK);
    assert_string_equal(database.calls, "write 1 2|ask 2|");
    assert_sums(f, 2, 0, 0);
    assert_int_equal(rowan_batch_commit_unsure(f->score, NULL, NULL), ROWAN_OK); /* is sure already */
    assert_sums(f, 2, 0, 0);
}

static void test_lost_and_not_committed(void **state)
{
    struct fixture *f = *state;

    lose(f);
    assert_int_equal(rowan_batch_commit_unsure(f->score, NULL, NULL), ROWAN_OK);
    assert_sums(f, 0, 0, 0);
}

static void test_settling_may_fail_too(void **state)
{
    struct fixture *f = *state;
    struct rowan_error err;

    lose(f);
    will_answer(1, ROWAN_LOST, "lost");
    assert_int_equal(rowan_batch_commit_unsure(f->score, NULL, &err), ROWAN_LOST);
    assert_true(rowan_score_unsure(f->score));
}

static void test_phases_say_how_many(void **state)
{
    struct fixture *f = *state;
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    size_t size;

    load(f, "1");
    load(f, "22");
    will_answer(0, ROWAN_LOST, "lost");
    rowan_batch_write(&f->batch, NULL);
    assert_int_equal(rowan_score_read(f->score, ROWAN_STAGE_WRITE, key, &size), ROWAN_PHASE_WRITE);
    assert_int_equal(size, 2);
    assert_memory_equal(key, "22", size);
    load(f, "333");
    will_answer(1, ROWAN_LOST, "lost");
    rowan_batch_write(&f->batch, NULL);
    assert_int_equal(rowan_score_read(f->score, ROWAN_STAGE_WRITE, key, &size), ROWAN_PHASE_SINGLE);
    assert_int_equal(size, 3);
    assert_memory_equal(key, "333", size);
}

static void test_stage_is_empty_after_writing(void **state)
{
    struct fixture *f = *state;
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    size_t size;

    rowan_score_enter(f->score, ROWAN_PHASE_MAP, rowan_slice_of("4444"));
    load(f, "1");
    refuse(f, "22");
    assert_int_equal(rowan_batch_write(&f->batch, NULL), ROWAN_OK);
    assert_int_equal(rowan_score_read(f->score, ROWAN_STAGE_WRITE, key, &size), ROWAN_PHASE_IDLE);
    assert_int_equal(rowan_score_read(f->score, ROWAN_STAGE_MAP, key, &size), ROWAN_PHASE_MAP);
    assert_int_equal(size, 4);
    assert_memory_equal(key, "4444", size);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_everything_is_well),
        TEST(test_parts),
        TEST(test_nothing_is_written_for_nothing),
        TEST(test_busy_is_tried_again),
        TEST(test_busy_has_an_end_and_waits_grow),
        TEST(test_refusal_finds_the_document),
        TEST(test_rival),
        TEST(test_own_commit_arrived_late),
        TEST(test_own_failure_arrived_late),
        TEST(test_commit_that_did_not_fail),
        TEST(test_rows_that_are_dropped),
        TEST(test_asking_about_a_rival_may_fail),
        TEST(test_rival_of_failed_documents),
        TEST(test_rival_of_a_refused_document),
        TEST(test_trouble_of_the_run_is_returned),
        TEST(test_trouble_of_a_document_fails_it),
        TEST(test_trouble_of_a_moment_is_nobodys),
        TEST(test_patience_with_a_document_ends),
        TEST(test_what_passes_is_loaded),
        TEST(test_one_slow_document),
        TEST(test_pace_is_kept),
        TEST(test_lost_before_the_commit),
        TEST(test_server_that_is_away),
        TEST(test_message_is_escaped),
        TEST(test_no_room),
        TEST(test_no_room_for_long),
        TEST(test_no_room_puts_a_document_off),
        TEST(test_no_room_for_the_ledger),
        TEST(test_lost_but_committed),
        TEST(test_lost_and_not_committed),
        TEST(test_settling_may_fail_too),
        TEST(test_phases_say_how_many),
        TEST(test_stage_is_empty_after_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
