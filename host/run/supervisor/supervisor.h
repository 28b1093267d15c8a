#ifndef ROWAN_SUPERVISOR_H
#define ROWAN_SUPERVISOR_H
/*
 * The state of one run, shared by supervisor.c (the loop), worker_slot.c (what workers are told and what they
 * say) and worker_exit.c (what the end of a worker means).
 *
 * There are job->workers slots that load and one more that plans and, at the end, finishes. A slot keeps its
 * chunk until that is done, over as many processes as it takes; so a score of the scoreboard that a death
 * left unsure is settled by the next process of the same slot.
 */
#include "run/supervisor/chunk.h"
#include "run/supervisor/job.h"
#include "run/link/message.h"
#include "run/link/signals.h"
#include "run/supervisor/spawn.h"
#include "run/link/scoreboard.h"

struct rowan_worker_slot {
    struct rowan_process process;
    struct rowan_chunk *chunk;
    size_t score;
    int64_t not_before; /* rowan_clock_now() of the next start */
    int64_t mark;       /* what was finished when the process started, to see progress */
    bool overdue;       /* killed because a stage took too long */
    enum rowan_stage overdue_hand;
    uint32_t overdue_version; /* of the stage, when that was seen */
    bool has_fatal;
    struct rowan_error fatal; /* the last that the process said */
};

enum rowan_run_state {
    ROWAN_STATE_LOADING,
    ROWAN_STATE_DRAINING,  /* nothing is started any more */
    ROWAN_STATE_FINISHING, /* only the process that closes the run's row */
    ROWAN_STATE_OVER
};

struct rowan_supervisor {
    struct rowan_job job; /* with defaults filled in */
    const struct rowan_job_callbacks *callbacks;
    struct rowan_job_result *result;
    struct rowan_error *err;
    enum rowan_status status; /* of the run so far */
    enum rowan_run_state stage;
    struct rowan_signals signals;
    struct rowan_scoreboard *scoreboard;
    struct rowan_worker_slot *slots;
    size_t lane_count; /* the last one plans and finishes */
    struct pollfd *fds;
    struct rowan_queue queue;
    struct rowan_buffer settings; /* for the run's row */
    char started[32];
    bool begun;     /* the run's row is there */
    bool planned;   /* no more boundaries will come */
    bool hurry;     /* a second signal: kill, do not wait */
    bool killed;    /* the grace is over and KILL was sent */
    int stops_seen; /* signals that were acted on */
    int64_t boundaries;
    int64_t start, drain_start, last_progress;
    uint32_t random;
};

static inline struct rowan_worker_slot *rowan_planning_worker(struct rowan_supervisor *s)
{
    return &s->slots[s->lane_count - 1];
}

/* End the run with an error: what runs is drained. Only the first error is kept. */
void rowan_supervisor_fail(struct rowan_supervisor *s, const struct rowan_error *why);
/* Drain: ask every worker to stop, start no more. */
void rowan_supervisor_stop(struct rowan_supervisor *s, enum rowan_outcome outcome);

/* worker_slot.c: start a process for the slot's chunk. That it cannot be started is judged like a death. */
void rowan_worker_slot_start(struct rowan_supervisor *s, struct rowan_worker_slot *slot);
/* Take in what the slot's process has reported so far. */
void rowan_worker_slot_reports(struct rowan_supervisor *s, struct rowan_worker_slot *slot);
/* What the slot's processes have finished, in whatever unit suits their role. */
int64_t rowan_worker_slot_progress(struct rowan_supervisor *s, struct rowan_worker_slot *slot);

/* worker_exit.c: the slot's process has ended (and was reaped): go on with the chunk, give it up, or end the
 * run.
 */
void rowan_worker_exit(struct rowan_supervisor *s, struct rowan_worker_slot *slot, int wait_status);
/* The same for a process that could not be started. */
void rowan_worker_exit_not_started(struct rowan_supervisor *s, struct rowan_worker_slot *slot,
                                   const struct rowan_error *why);
/* Kill workers that take too long. */
void rowan_check_deadlines(struct rowan_supervisor *s);
#endif
