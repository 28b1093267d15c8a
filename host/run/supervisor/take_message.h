#ifndef ROWAN_TAKE_MESSAGE_H
#define ROWAN_TAKE_MESSAGE_H
/* What a worker says while it lives: boundaries of chunks, failed documents, warnings, counts. */
#include "run/supervisor/run_state.h"

/* All that has arrived of the slot's process. */
void rowan_take_messages(struct rowan_supervisor *s, struct rowan_worker_slot *slot);
#endif
