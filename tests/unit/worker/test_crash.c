/* A process that dies of a fault leaves word of the thread it was in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/worker/crash.h"

static void fault(int number)
{
    if (number == SIGABRT)
        abort();
    if (number == SIGILL)
        __builtin_trap();
    /* A page that nobody may touch: a sanitizer of pointers sees nothing wrong with it. */
    *(volatile char *)mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) = 0;
}

static void *fault_ahead(void *number)
{
    fault(*(int *)number);
    return NULL;
}

static void *fault_writing(void *number)
{
    rowan_crash_part(ROWAN_CRASH_WRITE);
    fault(*(int *)number);
    return NULL;
}

static void in_thread(void *(*work)(void *), int number)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, work, &number) == 0)
        pthread_join(thread, NULL);
}

static void die(struct rowan_score *score, enum rowan_crash where, int number)
{
    static const struct rlimit no_core = {0, 0};

    setrlimit(RLIMIT_CORE, &no_core);
    close(STDERR_FILENO); /* a sanitizer's report */
    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    rowan_crash_watch(score);
    if (where == ROWAN_CRASH_ELSEWHERE)
        in_thread(fault_ahead, number);
    else if (where == ROWAN_CRASH_WRITE)
        in_thread(fault_writing, number);
    else if (where == ROWAN_CRASH_MAP)
        fault(number);
    else
        kill(getpid(), number); /* from outside */
    _exit(0);
}

static void expect(enum rowan_crash where, int number, int also)
{
    struct rowan_scoreboard *scoreboard;
    struct rowan_score *score;
    int status;
    pid_t child;

    assert_int_equal(rowan_scoreboard_new(&scoreboard, 1, NULL), ROWAN_OK);
    score = rowan_scoreboard_score(scoreboard, 0);
    rowan_score_start(score);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        die(score, where, number);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_true(WTERMSIG(status) == number || WTERMSIG(status) == also);
    assert_int_equal(rowan_score_crashed(score), where);
    rowan_score_start(score); /* the next process has not crashed */
    assert_int_equal(rowan_score_crashed(score), ROWAN_CRASH_UNKNOWN);
    rowan_scoreboard_free(scoreboard);
}

static void test_thread_of_a_fault(void **state)
{
    (void)state;
    expect(ROWAN_CRASH_MAP, SIGSEGV, 0);
    expect(ROWAN_CRASH_WRITE, SIGSEGV, 0);
    expect(ROWAN_CRASH_ELSEWHERE, SIGSEGV, 0);
    expect(ROWAN_CRASH_WRITE, SIGABRT, 0);
    expect(ROWAN_CRASH_ELSEWHERE, SIGABRT, 0);
    expect(ROWAN_CRASH_ELSEWHERE, SIGILL, SIGTRAP); /* the trap's signal is the processor's */
}

static void test_signal_from_outside_is_no_fault(void **state)
{
    (void)state;
    expect(ROWAN_CRASH_UNKNOWN, SIGSEGV, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thread_of_a_fault),
        cmocka_unit_test(test_signal_from_outside_is_no_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
