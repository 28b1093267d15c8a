/* The only file with process-wide state: the flags that handlers set. */
#include "run/link/signals.h"

#include <string.h>
#include <time.h>

static volatile sig_atomic_t entered;
static volatile sig_atomic_t stop_count;
static volatile sig_atomic_t stop_signal;
static volatile sig_atomic_t worker_stop;

static const int handled[ROWAN_SIGNALS] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGPIPE};

static void note_child(int number)
{
    (void)number; /* that the wait ended is all there is to know */
}

static void note_stop(int number)
{
    stop_signal = number;
    if (stop_count < 100)
        stop_count = stop_count + 1;
}

static void note_worker_stop(int number)
{
    (void)number;
    worker_stop = 1;
}

static void (*handler_for(int number, void (*old)(int)))(int)
{
    switch (number) {
    case SIGCHLD:
        return note_child;
    case SIGPIPE:
        return SIG_IGN;
    case SIGTERM:
        return note_stop;
    default:
        return old == SIG_IGN ? SIG_IGN : note_stop;
    }
}

static void set_handler(int number, void (*handler)(int))
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = number == SIGCHLD ? SA_NOCLDSTOP | SA_RESTART : SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

enum rowan_status rowan_signals_enter(struct rowan_signals *signals, struct rowan_error *err)
{
    sigset_t block;

    if (entered)
        return rowan_fail(err, ROWAN_USAGE, "usage", "a run is under way in this process already");
    entered = 1;
    stop_count = 0;
    sigemptyset(&block);
    for (int i = 0; i < ROWAN_SIGNALS; i++)
        if (handled[i] != SIGPIPE)
            sigaddset(&block, handled[i]);
    pthread_sigmask(SIG_BLOCK, &block, &signals->old_mask);
    signals->wait_mask = signals->old_mask;
    for (int i = 0; i < ROWAN_SIGNALS; i++) {
        sigaction(handled[i], NULL, &signals->old_actions[i]);
        set_handler(handled[i], handler_for(handled[i], signals->old_actions[i].sa_handler));
        sigdelset(&signals->wait_mask, handled[i]);
    }
    return ROWAN_OK;
}

/* A signal that is pending still belongs to the run: it is let in before the old handlers are back. */
void rowan_signals_leave(struct rowan_signals *signals)
{
    rowan_signals_wait(signals, NULL, 0, 0);
    for (int i = 0; i < ROWAN_SIGNALS; i++)
        sigaction(handled[i], &signals->old_actions[i], NULL);
    pthread_sigmask(SIG_SETMASK, &signals->old_mask, NULL);
    entered = 0;
}

void rowan_signals_wait(const struct rowan_signals *signals, struct pollfd *fds, nfds_t count,
                        int64_t nanoseconds)
{
    struct timespec timeout;

    if (nanoseconds < 0)
        nanoseconds = 0;
    timeout.tv_sec = (time_t)(nanoseconds / 1000000000);
    timeout.tv_nsec = (long)(nanoseconds % 1000000000);
    if (ppoll(fds, count, &timeout, &signals->wait_mask) < 0)
        for (nfds_t i = 0; i < count; i++)
            fds[i].revents = 0;
}

int rowan_signals_stops(int *which)
{
    *which = stop_signal;
    return stop_count;
}

void rowan_signals_worker(const volatile sig_atomic_t **stop)
{
    sigset_t none;

    set_handler(SIGTERM, note_worker_stop);
    set_handler(SIGPIPE, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    *stop = &worker_stop;
}
