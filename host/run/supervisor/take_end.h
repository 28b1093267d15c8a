#ifndef ROWAN_TAKE_END_H
#define ROWAN_TAKE_END_H
/* The end of a slot's process: what it means for its chunk and for the run. */
#include "run/supervisor/run_state.h"

/* What was still in the pipe when the process ended, and then its end. status: waitpid's. */
void rowan_take_end(struct rowan_supervisor *s, struct rowan_worker_slot *slot, int status);

/* Do what the rules say. While all are drained, how a worker dies says nothing. death->progress is set here.
 */
void rowan_take_death(struct rowan_supervisor *s, struct rowan_worker_slot *slot, struct rowan_death *death);

/* What the slot's processes have finished, in whatever unit suits their role. */
int64_t rowan_slot_finished(const struct rowan_supervisor *s, const struct rowan_worker_slot *slot);
#endif
