/* A thread with one place for a task. Who asks owns asked; lock guards what both sides look at. */
#include "base/thread.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/locale.h"

/* What a program's first thread has on Linux. Others may give a thread 128 KB, and drivers know nothing of
 * that. */
#define STACK ((size_t)8 * 1024 * 1024)

struct rowan_thread {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum { IDLE, ASKED, DONE, QUIT } state;
    bool asked;
    rowan_thread_fn work;
    void *context;
    enum rowan_status status;
    struct rowan_error error;
};

static void *run(void *context)
{
    struct rowan_thread *task = context;

    rowan_locale_use();
    pthread_mutex_lock(&task->lock);
    for (;;) {
        while (task->state != ASKED && task->state != QUIT)
            pthread_cond_wait(&task->changed, &task->lock);
        if (task->state == QUIT)
            break;
        pthread_mutex_unlock(&task->lock);
        task->status = task->work(task->context, &task->error);
        pthread_mutex_lock(&task->lock);
        if (task->state == ASKED)
            task->state = DONE;
        pthread_cond_broadcast(&task->changed);
    }
    pthread_mutex_unlock(&task->lock);
    return NULL;
}

static int start(struct rowan_thread *task)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
    pthread_attr_t attributes;
    sigset_t all, before;
    int fault = pthread_attr_init(&attributes);

    if (fault)
        return fault;
    fault = pthread_attr_setstacksize(&attributes, STACK);
    sigfillset(&all);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigdelset(&all, faults[i]); /* of its own, which are not to be blocked */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (!fault)
        fault = pthread_create(&task->thread, &attributes, run, task);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return fault;
}

/* Whoever waits for some time does so by a clock that nobody sets. */
static void start_condition(struct rowan_thread *task)
{
    pthread_condattr_t attributes;

    if (pthread_condattr_init(&attributes) == 0) {
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        pthread_cond_init(&task->changed, &attributes);
        pthread_condattr_destroy(&attributes);
    } else
        pthread_cond_init(&task->changed, NULL);
}

enum rowan_status rowan_thread_open(struct rowan_thread **out, rowan_thread_fn work, void *context,
                                    struct rowan_error *err)
{
    struct rowan_thread *task = calloc(1, sizeof *task);
    int fault;

    *out = NULL;
    if (!task)
        return rowan_out_of_memory(err);
    task->work = work;
    task->context = context;
    pthread_mutex_init(&task->lock, NULL);
    start_condition(task);
    fault = start(task);
    if (fault) {
        pthread_cond_destroy(&task->changed);
        pthread_mutex_destroy(&task->lock);
        free(task);
        return rowan_fail(err, ROWAN_SYSTEM, "system", "no thread to be had: %s", strerror(fault));
    }
    *out = task;
    return ROWAN_OK;
}

void rowan_thread_close(struct rowan_thread *task)
{
    if (!task)
        return;
    pthread_mutex_lock(&task->lock);
    task->state = QUIT;
    pthread_cond_broadcast(&task->changed);
    pthread_mutex_unlock(&task->lock);
    pthread_join(task->thread, NULL);
    pthread_cond_destroy(&task->changed);
    pthread_mutex_destroy(&task->lock);
    free(task);
}

void rowan_thread_ask(struct rowan_thread *task)
{
    pthread_mutex_lock(&task->lock);
    task->state = ASKED;
    task->asked = true;
    pthread_cond_broadcast(&task->changed);
    pthread_mutex_unlock(&task->lock);
}

bool rowan_thread_asked(const struct rowan_thread *task)
{
    return task->asked;
}

bool rowan_thread_failed(struct rowan_thread *task)
{
    bool failed;

    pthread_mutex_lock(&task->lock);
    failed = task->state == DONE && task->status != ROWAN_OK;
    pthread_mutex_unlock(&task->lock);
    return failed;
}

bool rowan_thread_wait_for(struct rowan_thread *task, int ms)
{
    struct timespec until;
    bool over;
    int why = 0;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&task->lock);
    while (task->state == ASKED && why == 0)
        why = pthread_cond_timedwait(&task->changed, &task->lock, &until);
    over = task->state != ASKED;
    pthread_mutex_unlock(&task->lock);
    return over;
}

enum rowan_status rowan_thread_wait(struct rowan_thread *task, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    pthread_mutex_lock(&task->lock);
    while (task->state == ASKED)
        pthread_cond_wait(&task->changed, &task->lock);
    if (task->asked)
        st = task->status;
    task->state = IDLE;
    task->asked = false;
    pthread_mutex_unlock(&task->lock);
    if (st != ROWAN_OK && err)
        *err = task->error;
    return st;
}
