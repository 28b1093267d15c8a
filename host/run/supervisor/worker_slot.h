#ifndef ROWAN_WORKER_SLOT_H
#define ROWAN_WORKER_SLOT_H
/*
 * A place for one worker process at a time. A slot keeps its chunk until that is done, over as many processes
 * as it takes; so a score that a death left unsure (scoreboard.h) is settled from the ledger by the next
 * process of the same slot.
 */
#include "run/supervisor/chunk.h"
#include "run/supervisor/deadline.h"
#include "run/supervisor/process.h"

struct rowan_worker_slot {
    size_t number; /* 0, 1, ...: its score in the scoreboard */
    struct rowan_score *score;
    struct rowan_process process;
    struct rowan_chunk *chunk; /* owned; NULL: there is nothing to do */
    int64_t not_before;        /* rowan_clock_now() of the next start */
    int64_t mark;              /* what was finished when the process started, to see progress */
    struct rowan_overdue overdue;
    bool has_fatal;
    struct rowan_error fatal; /* the last that the process said */
};

void rowan_worker_slot_init(struct rowan_worker_slot *slot, size_t number, struct rowan_score *score);
/* The process must have been reaped. */
void rowan_worker_slot_clear(struct rowan_worker_slot *slot);
void rowan_worker_slot_drop_chunk(struct rowan_worker_slot *slot);
static inline bool rowan_worker_slot_alive(const struct rowan_worker_slot *slot)
{
    return slot->process.pid != 0;
}
/* Start a process for the chunk. config says what all processes of the run are told; the chunk adds its own.
 */
enum rowan_status rowan_worker_slot_start(struct rowan_worker_slot *slot, struct rowan_worker_config config,
                                          const struct rowan_start *start, struct rowan_error *err);
/*
 * The next message that has come from the process, to be cleared. False: there is none yet. A process that
 * says what nobody understands is killed, and *message is a LOG that says so.
 */
bool rowan_worker_slot_message(struct rowan_worker_slot *slot, struct rowan_message *message);
/* Documents that all processes of the slot have finished. */
int64_t rowan_worker_slot_documents(const struct rowan_worker_slot *slot);
#endif
