/* Counters and keys between processes, and what a death in the middle leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/link/scoreboard.h"

static struct rowan_scoreboard *new_scoreboard(size_t scores)
{
    struct rowan_scoreboard *scoreboard;

    assert_int_equal(rowan_scoreboard_new(&scoreboard, scores, NULL), ROWAN_OK);
    return scoreboard;
}

static void test_starts_at_zero(void **state)
{
    struct rowan_scoreboard *scoreboard = new_scoreboard(3);
    struct rowan_sums sums = rowan_scoreboard_sums(scoreboard);
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    size_t size = 99;

    (void)state;
    assert_int_equal(sums.loaded + sums.failed + sums.already_loaded + sums.rows + sums.bytes + sums.commits,
                     0);
    assert_int_equal(rowan_score_read(rowan_scoreboard_score(scoreboard, 2), ROWAN_STAGE_MAP, key, &size),
                     ROWAN_PHASE_START);
    assert_int_equal(size, 0);
    assert_false(rowan_score_unsure(rowan_scoreboard_score(scoreboard, 0)));
    rowan_scoreboard_free(scoreboard);
}

/* Who does a chunk again finds the same documents again; they are counted once. */
static void test_found_documents_are_counted_once(void **state)
{
    struct rowan_scoreboard *scoreboard = new_scoreboard(1);
    struct rowan_score *score = rowan_scoreboard_score(scoreboard, 0);

    (void)state;
    rowan_score_chunk(score, false);
    rowan_score_found(score, 5);
    rowan_score_found(score, 2);
    assert_int_equal(rowan_score_sums(score).already_loaded, 7);
    rowan_score_chunk(score, true);
    assert_int_equal(rowan_score_sums(score).already_loaded, 0);
    rowan_score_found(score, 9);
    rowan_score_chunk(score, false);
    rowan_score_found(score, 1);
    assert_int_equal(rowan_scoreboard_sums(scoreboard).already_loaded, 10);
    rowan_scoreboard_free(scoreboard);
}

static void test_counts_only_what_is_decided(void **state)
{
    struct rowan_scoreboard *scoreboard = new_scoreboard(1);
    struct rowan_score *score = rowan_scoreboard_score(scoreboard, 0);
    struct rowan_sums add = {.loaded = 3, .failed = 1, .rows = 30, .bytes = 1000, .commits = 1};

    (void)state;
    rowan_score_open(score, &add);
    assert_true(rowan_score_unsure(score));
    assert_int_equal(rowan_score_sums(score).loaded, 0);
    rowan_score_commit(score, false);
    assert_false(rowan_score_unsure(score));
    assert_int_equal(rowan_score_sums(score).loaded, 0);
    for (int i = 1; i <= 5; i++) {
        rowan_score_open(score, &add);
        rowan_score_commit(score, true);
        assert_int_equal(rowan_score_sums(score).loaded, 3 * i);
        assert_int_equal(rowan_score_sums(score).rows, 30 * i);
    }
    rowan_scoreboard_free(scoreboard);
}

static void test_open_twice_counts_once(void **state)
{
    struct rowan_scoreboard *scoreboard = new_scoreboard(1);
    struct rowan_score *score = rowan_scoreboard_score(scoreboard, 0);
    struct rowan_sums add = {.loaded = 2};

    (void)state;
    rowan_score_open(score, &add);
    rowan_score_open(score, &add); /* a busy database: the same transaction again */
    rowan_score_commit(score, true);
    assert_int_equal(rowan_score_sums(score).loaded, 2);
    rowan_scoreboard_free(scoreboard);
}

static void test_key_and_phase(void **state)
{
    struct rowan_scoreboard *scoreboard = new_scoreboard(1);
    struct rowan_score *score = rowan_scoreboard_score(scoreboard, 0);
    struct rowan_slice same = {NULL, 0};
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    size_t size;

    (void)state;
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of("doc-17"));
    assert_int_equal(rowan_score_read(score, ROWAN_STAGE_MAP, key, &size), ROWAN_PHASE_MAP);
    assert_int_equal(size, 6);
    assert_memory_equal(key, "doc-17", 6);
    rowan_score_enter(score, ROWAN_PHASE_READ, same);
    assert_int_equal(rowan_score_read(score, ROWAN_STAGE_MAP, key, &size), ROWAN_PHASE_READ);
    assert_memory_equal(key, "doc-17", 6);
    rowan_scoreboard_free(scoreboard);
}

static void test_stages_know_nothing_of_each_other(void **state)
{
    struct rowan_scoreboard *scoreboard = new_scoreboard(1);
    struct rowan_score *score = rowan_scoreboard_score(scoreboard, 0);
    struct rowan_sums add = {.loaded = 1};
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    size_t size;

    (void)state;
    rowan_score_enter(score, ROWAN_PHASE_WRITE, rowan_slice_of("17"));
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of("200"));
    assert_int_equal(rowan_score_read(score, ROWAN_STAGE_WRITE, key, &size), ROWAN_PHASE_WRITE);
    assert_int_equal(size, 2);
    assert_memory_equal(key, "17", 2);
    assert_int_equal(rowan_score_read(score, ROWAN_STAGE_MAP, key, &size), ROWAN_PHASE_MAP);
    assert_int_equal(size, 3);
    rowan_score_open(score, &add);
    rowan_score_start(score); /* what the next process has to ask the ledger about is not forgotten */
    assert_true(rowan_score_unsure(score));
    assert_int_equal(rowan_score_read(score, ROWAN_STAGE_WRITE, key, &size), ROWAN_PHASE_IDLE);
    assert_int_equal(size, 2);
    assert_memory_equal(key, "17", 2);
    assert_int_equal(rowan_score_read(score, ROWAN_STAGE_MAP, key, &size), ROWAN_PHASE_START);
    rowan_scoreboard_free(scoreboard);
}

static void test_key_too_long_is_unknown(void **state)
{
    static char big[ROWAN_SCOREBOARD_KEY_MAX + 1];
    struct rowan_scoreboard *scoreboard = new_scoreboard(1);
    struct rowan_score *score = rowan_scoreboard_score(scoreboard, 0);
    struct rowan_slice text = {big, ROWAN_SCOREBOARD_KEY_MAX};
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    size_t size;

    (void)state;
    memset(big, 'k', sizeof big);
    rowan_score_enter(score, ROWAN_PHASE_MAP, text);
    rowan_score_read(score, ROWAN_STAGE_MAP, key, &size);
    assert_int_equal(size, ROWAN_SCOREBOARD_KEY_MAX);
    text.size++;
    rowan_score_enter(score, ROWAN_PHASE_MAP, text);
    rowan_score_read(score, ROWAN_STAGE_MAP, key, &size);
    assert_int_equal(size, 0);
    rowan_scoreboard_free(scoreboard);
}

/* The writer's keys are all of one letter, and each letter has its own length. */
static void enter_for_ever(struct rowan_score *score)
{
    static char text[26][ROWAN_SCOREBOARD_KEY_MAX];

    for (int i = 0; i < 26; i++)
        memset(text[i], 'a' + i, sizeof text[i]);
    for (unsigned i = 0;; i++)
        rowan_score_enter(score, ROWAN_PHASE_MAP, (struct rowan_slice){text[i % 26], 40 * (i % 26) + 1});
}

static void test_key_is_never_torn(void **state)
{
    struct rowan_scoreboard *scoreboard = new_scoreboard(1);
    struct rowan_score *score = rowan_scoreboard_score(scoreboard, 0);
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    size_t size, seen = 0;
    pid_t pid = fork();

    (void)state;
    if (pid == 0)
        enter_for_ever(score);
    for (long tries = 0; seen < 20000 && tries < 10000000; tries++) {
        rowan_score_read(score, ROWAN_STAGE_MAP, key, &size);
        seen += size > 0;
        if (size > 0)
            assert_int_equal(size, 40 * (key[0] - 'a') + 1);
        for (size_t i = 1; i < size; i++)
            if (key[i] != key[0])
                fail_msg("a key is torn: %.*s", (int)size, key);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_true(seen > 100);
    rowan_scoreboard_free(scoreboard);
}

/* A worker that dies while it writes its key leaves the version odd. */
static void test_torn_key_is_unknown_until_the_next(void **state)
{
    struct rowan_scoreboard *scoreboard = new_scoreboard(1);
    struct rowan_score *score = rowan_scoreboard_score(scoreboard, 0);
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    size_t size;

    (void)state;
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of("1"));
    atomic_fetch_add(&score->stages[ROWAN_STAGE_MAP].version, 1);
    assert_int_equal(rowan_score_read(score, ROWAN_STAGE_MAP, key, &size), ROWAN_PHASE_MAP);
    assert_int_equal(size, 0);
    rowan_score_enter(score, ROWAN_PHASE_READ, rowan_slice_of("22"));
    assert_int_equal(rowan_score_read(score, ROWAN_STAGE_MAP, key, &size), ROWAN_PHASE_READ);
    assert_int_equal(size, 2);
    rowan_scoreboard_free(scoreboard);
}

static void test_another_process_sees_it(void **state)
{
    struct rowan_scoreboard *scoreboard = new_scoreboard(2);
    struct rowan_sums add = {.loaded = 7, .rows = 70};
    int status;
    pid_t pid = fork();

    (void)state;
    if (pid == 0) {
        struct rowan_scoreboard *mine;
        if (rowan_scoreboard_attach(&mine, dup(rowan_scoreboard_fd(scoreboard)), 2, NULL) != ROWAN_OK)
            _exit(1);
        rowan_score_enter(rowan_scoreboard_score(mine, 1), ROWAN_PHASE_WRITE, rowan_slice_of("z"));
        rowan_score_open(rowan_scoreboard_score(mine, 1), &add);
        rowan_score_commit(rowan_scoreboard_score(mine, 1), true);
        rowan_score_open(rowan_scoreboard_score(mine, 1), &add);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(rowan_scoreboard_sums(scoreboard).loaded, 7);
    assert_true(rowan_score_unsure(rowan_scoreboard_score(scoreboard, 1)));
    rowan_score_commit(rowan_scoreboard_score(scoreboard, 1), true);
    assert_int_equal(rowan_scoreboard_sums(scoreboard).loaded, 14);
    assert_int_equal(rowan_scoreboard_sums(scoreboard).rows, 140);
    assert_int_equal(fcntl(rowan_scoreboard_fd(scoreboard), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    rowan_scoreboard_free(scoreboard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_starts_at_zero),
        cmocka_unit_test(test_found_documents_are_counted_once),
        cmocka_unit_test(test_counts_only_what_is_decided),
        cmocka_unit_test(test_open_twice_counts_once),
        cmocka_unit_test(test_key_and_phase),
        cmocka_unit_test(test_stages_know_nothing_of_each_other),
        cmocka_unit_test(test_key_too_long_is_unknown),
        cmocka_unit_test(test_key_is_never_torn),
        cmocka_unit_test(test_torn_key_is_unknown_until_the_next),
        cmocka_unit_test(test_another_process_sees_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
