#ifndef ROWAN_TELL_H
#define ROWAN_TELL_H
/*
 * What a run says to its listener and to the log. Each event is counted in the run's result; a listener that
 * wants no more stops the run.
 */
#include "run/supervisor/run_state.h"

void rowan_tell(struct rowan_supervisor *s, const struct rowan_event *event);

/* As events name it: 1 and more, and 0 for the process that plans and finishes, which is nobody's worker. */
int64_t rowan_tell_worker(const struct rowan_supervisor *s, const struct rowan_worker_slot *slot);

void rowan_tell_log(struct rowan_supervisor *s, int64_t worker, enum rowan_log_level level, const char *text);

/* kind: one of PROGRESS, PLANNED and DONE. */
void rowan_tell_progress(struct rowan_supervisor *s, enum rowan_event_kind kind);

/* A process of the slot died, and what the rules of its chunk say about it. */
void rowan_tell_death(struct rowan_supervisor *s, const struct rowan_worker_slot *slot,
                      const struct rowan_death *death, const struct rowan_verdict *verdict);

/* A process was started again for the chunk of the slot. */
void rowan_tell_restart(struct rowan_supervisor *s, const struct rowan_worker_slot *slot);

/* All documents of the chunk are done. */
void rowan_tell_chunk(struct rowan_supervisor *s, const struct rowan_chunk *chunk);
#endif
