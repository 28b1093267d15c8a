#ifndef ROWAN_WORKER_EXIT_H
#define ROWAN_WORKER_EXIT_H
/*
 * What is known of a worker process that has ended: its wait status says how, its score says which documents
 * its stages held. What follows from that is the chunk's to say.
 */
#include "run/supervisor/chunk.h"
#include "run/supervisor/deadline.h"

struct rowan_worker_exit {
    int wait_status;
    bool done;                       /* it said or wrote all that it was started for */
    const struct rowan_error *fatal; /* the last that it said, or NULL */
    struct rowan_overdue overdue;
    struct rowan_score *score;
    const struct rowan_deadlines *deadlines;
};

/* Fills death but for its progress. */
void rowan_worker_exit_read(const struct rowan_worker_exit *ended, struct rowan_death *death);
#endif
