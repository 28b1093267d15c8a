#ifndef ROWAN_SIGNALS_H
#define ROWAN_SIGNALS_H
/*
 * Signals during a run. CHLD, TERM, INT and HUP are blocked but while the supervisor waits, their handlers
 * only set flags, PIPE is ignored. A caller that ignores INT or HUP (nohup) goes on doing so. With other
 * threads in the process a signal may be handled in one of them: the wait's timeout then bounds the delay.
 */
#include <poll.h>
#include <signal.h>
#include <stdint.h>

#include "base/status.h"

#define ROWAN_SIGNALS 5

struct rowan_signals {
    struct sigaction old_actions[ROWAN_SIGNALS];
    sigset_t old_mask;
    sigset_t wait_mask; /* while waiting */
};

/* ROWAN_USAGE when a run is under way in this process already: dispositions belong to the process. */
enum rowan_status rowan_signals_enter(struct rowan_signals *signals, struct rowan_error *err);
void rowan_signals_leave(struct rowan_signals *signals);
/* Wait for descriptors, a signal, or the timeout. Signals are let through only here. */
void rowan_signals_wait(const struct rowan_signals *signals, struct pollfd *fds, nfds_t count,
                        int64_t nanoseconds);
/* How often TERM, INT or HUP came since enter; the last of them in *which. */
int rowan_signals_stops(int *which);

/* In a worker: default dispositions, TERM sets the flag *stop points to, PIPE is ignored, nothing is blocked.
 */
void rowan_signals_worker(const volatile sig_atomic_t **stop);
#endif
