#ifndef ROWAN_RUN_STATE_H
#define ROWAN_RUN_STATE_H
/*
 * What a run's supervisor knows, and how a run is stopped. For the files of this folder alone: they are one
 * loop (supervisor.c) and what it does in a turn.
 */
#include <poll.h>

#include "base/buffer.h"
#include "run/link/signals.h"
#include "run/supervisor/chunk.h"
#include "run/supervisor/deadline.h"
#include "run/supervisor/event.h"
#include "run/supervisor/job.h"
#include "run/supervisor/worker_slot.h"

enum rowan_run_state {
    ROWAN_STATE_LOADING,
    ROWAN_STATE_DRAINING,  /* nothing is started any more */
    ROWAN_STATE_FINISHING, /* only the process that closes the run's row */
    ROWAN_STATE_OVER
};

struct rowan_supervisor {
    struct rowan_job job; /* with defaults filled in */
    struct rowan_deadlines deadlines;
    struct rowan_retry_waits waits;
    const struct rowan_listener *listener; /* or NULL */
    struct rowan_job_result *result;
    struct rowan_error *err;
    enum rowan_status status; /* of the run so far */
    enum rowan_run_state state;
    struct rowan_signals signals;
    struct rowan_scoreboard *scoreboard;
    struct rowan_worker_slot *slots;
    size_t slot_count; /* the last one plans and finishes */
    struct pollfd *fds;
    struct rowan_queue queue;
    struct rowan_buffer settings; /* for the run's row */
    char started[32];
    bool begun;       /* the run's row is there */
    bool planned;     /* no more boundaries will come */
    bool hurry;       /* a second signal: kill, do not wait */
    bool killed;      /* the grace is over and KILL was sent */
    int stops_seen;   /* signals that were acted on */
    int64_t chunks;   /* found so far */
    int64_t total;    /* documents in them */
    int64_t start_ns; /* the run's */
    int64_t grace_from_ns, last_progress_ns;
    uint32_t random;
};

/* The slot whose processes plan and, at the end, finish. */
struct rowan_worker_slot *rowan_supervisor_planning(const struct rowan_supervisor *s);

/* Send a signal to every process that lives. */
void rowan_supervisor_signal(struct rowan_supervisor *s, int number);

/* Drain: ask every worker to stop, start no more. Nothing, when the run is past loading. */
void rowan_supervisor_stop(struct rowan_supervisor *s, enum rowan_outcome outcome);

/* End the run with an error: what runs is drained. Only the first error is kept. */
void rowan_supervisor_fail(struct rowan_supervisor *s, const struct rowan_error *why);
#endif
