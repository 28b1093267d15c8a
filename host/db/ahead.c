/* A thread with one place for a task. Who asks owns asked; lock guards what both sides look at. */
#include "db/ahead.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct rowan_ahead {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum { IDLE, ASKED, DONE, QUIT } state;
    bool asked;
    rowan_ahead_fn work;
    void *context;
    enum rowan_status status;
    struct rowan_error error;
};

static void *run(void *context)
{
    struct rowan_ahead *ahead = context;

    pthread_mutex_lock(&ahead->lock);
    for (;;) {
        while (ahead->state != ASKED && ahead->state != QUIT)
            pthread_cond_wait(&ahead->changed, &ahead->lock);
        if (ahead->state == QUIT)
            break;
        pthread_mutex_unlock(&ahead->lock);
        ahead->status = ahead->work(ahead->context, &ahead->error);
        pthread_mutex_lock(&ahead->lock);
        if (ahead->state == ASKED)
            ahead->state = DONE;
        pthread_cond_broadcast(&ahead->changed);
    }
    pthread_mutex_unlock(&ahead->lock);
    return NULL;
}

static int start(struct rowan_ahead *ahead)
{
    sigset_t all, before;
    int fault;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    fault = pthread_create(&ahead->thread, NULL, run, ahead);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return fault;
}

enum rowan_status rowan_ahead_open(struct rowan_ahead **out, rowan_ahead_fn work, void *context,
                                   struct rowan_error *err)
{
    struct rowan_ahead *ahead = calloc(1, sizeof *ahead);
    int fault;

    *out = NULL;
    if (!ahead)
        return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "out of memory");
    ahead->work = work;
    ahead->context = context;
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    fault = start(ahead);
    if (fault) {
        pthread_cond_destroy(&ahead->changed);
        pthread_mutex_destroy(&ahead->lock);
        free(ahead);
        return rowan_fail(err, ROWAN_SYSTEM, "system", "no thread to read with: %s", strerror(fault));
    }
    *out = ahead;
    return ROWAN_OK;
}

void rowan_ahead_close(struct rowan_ahead *ahead)
{
    if (!ahead)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->state = QUIT;
    pthread_cond_broadcast(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead);
}

void rowan_ahead_ask(struct rowan_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    ahead->state = ASKED;
    ahead->asked = true;
    pthread_cond_broadcast(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
}

bool rowan_ahead_asked(const struct rowan_ahead *ahead)
{
    return ahead->asked;
}

enum rowan_status rowan_ahead_wait(struct rowan_ahead *ahead, struct rowan_error *err)
{
    pthread_mutex_lock(&ahead->lock);
    while (ahead->state == ASKED)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    ahead->state = IDLE;
    ahead->asked = false;
    pthread_mutex_unlock(&ahead->lock);
    if (ahead->status != ROWAN_OK && err)
        *err = ahead->error;
    return ahead->status;
}
