/* What a wait status and a score say together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <string.h>

#include "run/supervisor/worker_exit.h"

static struct rowan_scoreboard *scoreboard;
static struct rowan_score *score;
static const struct rowan_deadlines deadlines = {.document_s = 60, .database_s = 600};

static int open_score(void **state)
{
    (void)state;
    assert_int_equal(rowan_scoreboard_new(&scoreboard, 1, NULL), ROWAN_OK);
    score = rowan_scoreboard_score(scoreboard, 0);
    rowan_score_start(score);
    return 0;
}

static int close_score(void **state)
{
    (void)state;
    rowan_scoreboard_free(scoreboard);
    return 0;
}

/* As wait4 says it on the systems that we know. */
static int exited(int code)
{
    return code << 8;
}

static struct rowan_death read_exit(int wait_status)
{
    struct rowan_worker_exit ended = {.wait_status = wait_status, .score = score, .deadlines = &deadlines};
    static struct rowan_death death;

    memset(&death, 0, sizeof death);
    rowan_worker_exit_read(&ended, &death);
    return death;
}

static void test_how_it_ended(void **state)
{
    static const struct {
        int wait_status;
        enum rowan_end end;
        const char *how;
    } cases[] = {
        {ROWAN_EXIT_RETRY << 8, ROWAN_END_RETRY, "exit code 75"},
        {ROWAN_EXIT_STOPPED << 8, ROWAN_END_RETRY, "SIGTERM from outside, all it had is written"},
        {ROWAN_EXIT_DONE << 8, ROWAN_END_RETRY, "exit code 0"},
        {ROWAN_EXIT_MEMORY << 8, ROWAN_END_MEMORY, "exit code 70"},
        {ROWAN_EXIT_NEVER << 8, ROWAN_END_CANNOT, "exit code 78"},
        {3 << 8, ROWAN_END_CRASH, "exit code 3"},
        {SIGSEGV, ROWAN_END_CRASH, "SIGSEGV"},
        {SIGABRT, ROWAN_END_CRASH, "SIGABRT"},
        {SIGTERM, ROWAN_END_KILLED, "SIGTERM"},
        {SIGKILL, ROWAN_END_KILLED, "SIGKILL (from outside, or the system was out of memory)"},
        {SIGUSR1, ROWAN_END_KILLED, "signal 10"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rowan_death death = read_exit(cases[i].wait_status);
        assert_int_equal(death.end, cases[i].end);
        assert_string_equal(death.how, cases[i].how);
    }
}

static void assert_held(enum rowan_held held, enum rowan_phase phase, const char *key)
{
    struct rowan_death death = read_exit(SIGSEGV);

    assert_int_equal(death.held, held);
    assert_int_equal(death.phase, phase);
    assert_int_equal(death.key.size, strlen(key));
    assert_memory_equal(death.text, key, strlen(key));
}

static void test_what_it_held(void **state)
{
    (void)state;
    assert_held(ROWAN_HELD_NOTHING, ROWAN_PHASE_START, "");
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of("8"));
    assert_held(ROWAN_HELD_MAPPED, ROWAN_PHASE_MAP, "8");
    rowan_score_enter(score, ROWAN_PHASE_WRITE, rowan_slice_of("7"));
    assert_held(ROWAN_HELD_SEVERAL, ROWAN_PHASE_MAP, "8");
    rowan_score_change(score, ROWAN_PHASE_FULL);
    assert_held(ROWAN_HELD_SEVERAL, ROWAN_PHASE_WRITE, "7");
    rowan_score_enter(score, ROWAN_PHASE_SINGLE, rowan_slice_of("6"));
    assert_held(ROWAN_HELD_WRITTEN, ROWAN_PHASE_SINGLE, "6");
    rowan_score_change(score, ROWAN_PHASE_IDLE);
    rowan_score_change(score, ROWAN_PHASE_READ);
    assert_held(ROWAN_HELD_NOTHING, ROWAN_PHASE_READ, "8");
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of(""));
    assert_held(ROWAN_HELD_NOTHING, ROWAN_PHASE_MAP, ""); /* the key is too long to be known */
}

static void test_crash_is_of_the_thread_it_was_in(void **state)
{
    (void)state;
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of("8"));
    rowan_score_enter(score, ROWAN_PHASE_WRITE, rowan_slice_of("7"));
    rowan_score_crash(score, ROWAN_CRASH_MAP);
    assert_held(ROWAN_HELD_MAPPED, ROWAN_PHASE_MAP, "8");
    rowan_score_crash(score, ROWAN_CRASH_WRITE);
    assert_held(ROWAN_HELD_SEVERAL, ROWAN_PHASE_WRITE, "7");
    rowan_score_enter(score, ROWAN_PHASE_SINGLE, rowan_slice_of("6"));
    assert_held(ROWAN_HELD_WRITTEN, ROWAN_PHASE_SINGLE, "6");
    rowan_score_crash(score, ROWAN_CRASH_ELSEWHERE); /* where pages are read ahead: no document's fault */
    assert_held(ROWAN_HELD_NOTHING, ROWAN_PHASE_READ, "8");
    rowan_score_change(score, ROWAN_PHASE_FULL);
    rowan_score_crash(score, ROWAN_CRASH_MAP); /* not of the document that is written meanwhile */
    assert_held(ROWAN_HELD_NOTHING, ROWAN_PHASE_FULL, "8");
}

static void test_overdue_stage_holds_the_suspect(void **state)
{
    struct rowan_worker_exit ended = {.wait_status = SIGKILL, .score = score, .deadlines = &deadlines};
    struct rowan_death death = {0};

    (void)state;
    rowan_score_enter(score, ROWAN_PHASE_WRITE, rowan_slice_of("7"));
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of("8"));
    ended.overdue =
        (struct rowan_overdue){true, ROWAN_STAGE_MAP, rowan_score_version(score, ROWAN_STAGE_MAP)};
    rowan_worker_exit_read(&ended, &death);
    assert_int_equal(death.end, ROWAN_END_OVERDUE);
    assert_int_equal(death.held, ROWAN_HELD_MAPPED);
    assert_string_equal(death.how, "no end after 60 seconds (deadline)");
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of("9")); /* it went on before the signal came */
    rowan_worker_exit_read(&ended, &death);
    assert_int_equal(death.end, ROWAN_END_OVERDUE);
    assert_int_equal(death.held, ROWAN_HELD_NOTHING);
    ended.wait_status = exited(3); /* it ended by itself before that */
    rowan_worker_exit_read(&ended, &death);
    assert_int_equal(death.end, ROWAN_END_CRASH);
    assert_int_equal(death.held, ROWAN_HELD_SEVERAL);
}

static void test_last_words_say_how(void **state)
{
    struct rowan_error fatal = {.message = "the database is gone"};
    struct rowan_worker_exit ended = {
        .wait_status = exited(ROWAN_EXIT_RETRY), .fatal = &fatal, .score = score, .deadlines = &deadlines};
    struct rowan_death death = {0};

    (void)state;
    rowan_worker_exit_read(&ended, &death);
    assert_string_equal(death.how, "the database is gone");
    ended.done = true;
    rowan_worker_exit_read(&ended, &death);
    assert_int_equal(death.end, ROWAN_END_DONE);
}

static void test_deadlines(void **state)
{
    static const struct rowan_deadlines none = {.document_s = 0, .database_s = 600};
    struct rowan_overdue overdue = {0};

    (void)state;
    assert_false(rowan_deadline_passed(&deadlines, score, &overdue));
    assert_false(rowan_deadline_passed(&none, score, &overdue)); /* it is starting */
    rowan_score_enter(score, ROWAN_PHASE_FULL, rowan_slice_of("8"));
    assert_false(rowan_deadline_passed(&none, score, &overdue));
    rowan_score_enter(score, ROWAN_PHASE_MAP, rowan_slice_of("8"));
    assert_true(rowan_deadline_passed(&none, score, &overdue));
    assert_int_equal(overdue.stage, ROWAN_STAGE_MAP);
    assert_false(rowan_deadline_passed(&none, score, &overdue)); /* known already */
    assert_false(rowan_deadline_met_late(score, &overdue));
    rowan_score_change(score, ROWAN_PHASE_READ);
    assert_true(rowan_deadline_met_late(score, &overdue));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_how_it_ended, open_score, close_score),
        cmocka_unit_test_setup_teardown(test_what_it_held, open_score, close_score),
        cmocka_unit_test_setup_teardown(test_crash_is_of_the_thread_it_was_in, open_score, close_score),
        cmocka_unit_test_setup_teardown(test_overdue_stage_holds_the_suspect, open_score, close_score),
        cmocka_unit_test_setup_teardown(test_last_words_say_how, open_score, close_score),
        cmocka_unit_test_setup_teardown(test_deadlines, open_score, close_score),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
