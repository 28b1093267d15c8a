#ifndef ROWAN_DEADLINE_H
#define ROWAN_DEADLINE_H
/*
 * How long a stage of a worker may be in one phase. No limit inside the worker covers all that it runs (loops
 * in C, a driver that waits for ever, a process that is stopped), so the supervisor looks from outside.
 */
#include "run/link/scoreboard.h"

struct rowan_deadlines {
    int64_t document_s; /* for mapping one document */
    int64_t database_s; /* for what the database may delay: starting, reading, writing, closing */
};

/* The stage that took too long. */
struct rowan_overdue {
    bool found;
    enum rowan_stage stage;
    uint32_t version; /* of the stage, when that was seen */
};

int64_t rowan_deadline_seconds(const struct rowan_deadlines *deadlines, enum rowan_phase phase);
/* Look at both stages, and set *overdue for one that is. Once it is set, nothing more is looked at. True: it
 * has just been set. */
bool rowan_deadline_passed(const struct rowan_deadlines *deadlines, struct rowan_score *score,
                           struct rowan_overdue *overdue);
/* Did the stage go on all the same, before the worker was killed? */
bool rowan_deadline_met_late(struct rowan_score *score, const struct rowan_overdue *overdue);
#endif
