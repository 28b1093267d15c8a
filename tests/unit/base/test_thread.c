/* Work in another thread: asked for, waited for, failed, given up. */
#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/thread.h"

struct job {
    pthread_t thread; /* that did it */
    int times;
    bool fail;
    bool blocks_term;
    atomic_bool hold; /* do not end before this is false */
};

static enum rowan_status work(void *context, struct rowan_error *err)
{
    struct job *job = context;
    sigset_t mask;

    while (atomic_load(&job->hold))
        usleep(100);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    job->blocks_term = sigismember(&mask, SIGTERM) && !sigismember(&mask, SIGSEGV);
    job->thread = pthread_self();
    job->times++;
    return job->fail ? rowan_fail(err, ROWAN_LOST, "lost", "number %d", job->times) : ROWAN_OK;
}

static struct rowan_thread *open_task(struct job *job)
{
    struct rowan_thread *task;

    assert_int_equal(rowan_thread_open(&task, work, job, NULL), ROWAN_OK);
    return task;
}

static void test_work_is_done_elsewhere(void **state)
{
    struct job job = {.times = 0};
    struct rowan_thread *task = open_task(&job);

    (void)state;
    for (int i = 1; i <= 3; i++) {
        rowan_thread_ask(task);
        assert_true(rowan_thread_asked(task));
        assert_int_equal(rowan_thread_wait(task, NULL), ROWAN_OK);
        assert_false(rowan_thread_asked(task));
        assert_int_equal(job.times, i);
    }
    assert_false(pthread_equal(job.thread, pthread_self()));
    assert_true(job.blocks_term);
    rowan_thread_close(task);
}

static void test_waiting_for_some_time(void **state)
{
    struct job job = {.times = 0};
    struct rowan_thread *task = open_task(&job);

    (void)state;
    assert_true(rowan_thread_wait_for(task, 1));
    atomic_store(&job.hold, true);
    rowan_thread_ask(task);
    assert_false(rowan_thread_wait_for(task, 30));
    assert_false(rowan_thread_wait_for(task, 0));
    atomic_store(&job.hold, false);
    while (!rowan_thread_wait_for(task, 10000))
        ;
    assert_true(rowan_thread_asked(task));
    assert_int_equal(rowan_thread_wait(task, NULL), ROWAN_OK);
    assert_int_equal(job.times, 1);
    rowan_thread_close(task);
}

static void test_nothing_asked_is_no_failure(void **state)
{
    struct job job = {.fail = true};
    struct rowan_thread *task = open_task(&job);

    (void)state;
    assert_int_equal(rowan_thread_wait(task, NULL), ROWAN_OK);
    rowan_thread_ask(task);
    assert_int_equal(rowan_thread_wait(task, NULL), ROWAN_LOST);
    assert_int_equal(rowan_thread_wait(task, NULL), ROWAN_OK); /* it was said once */
    assert_int_equal(job.times, 1);
    rowan_thread_close(task);
}

static void test_failure_is_seen_before_it_is_waited_for(void **state)
{
    struct job job = {.fail = true, .hold = true};
    struct rowan_thread *task = open_task(&job);
    struct rowan_error err = {0};

    (void)state;
    assert_false(rowan_thread_failed(task));
    rowan_thread_ask(task);
    assert_false(rowan_thread_failed(task)); /* it is under way */
    atomic_store(&job.hold, false);
    while (!rowan_thread_failed(task))
        usleep(100);
    assert_int_equal(rowan_thread_wait(task, &err), ROWAN_LOST);
    assert_string_equal(err.message, "number 1");
    assert_false(rowan_thread_failed(task));
    job.fail = false;
    rowan_thread_ask(task);
    assert_int_equal(rowan_thread_wait(task, &err), ROWAN_OK);
    rowan_thread_close(task);
}

static void test_close_with_and_without_work(void **state)
{
    struct job job = {.times = 0};

    (void)state;
    rowan_thread_close(NULL);
    rowan_thread_close(open_task(&job));
    for (int i = 0; i < 50; i++) {
        struct rowan_thread *task = open_task(&job);
        rowan_thread_ask(task);
        rowan_thread_close(task); /* begun or not */
    }
    assert_true(job.times <= 50);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_is_done_elsewhere),
        cmocka_unit_test(test_waiting_for_some_time),
        cmocka_unit_test(test_nothing_asked_is_no_failure),
        cmocka_unit_test(test_failure_is_seen_before_it_is_waited_for),
        cmocka_unit_test(test_close_with_and_without_work),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
