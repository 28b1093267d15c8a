#include "run/supervisor/run_state.h"

#include "base/clock.h"

struct rowan_worker_slot *rowan_supervisor_planning(const struct rowan_supervisor *s)
{
    return &s->slots[s->slot_count - 1];
}

void rowan_supervisor_signal(struct rowan_supervisor *s, int number)
{
    for (size_t i = 0; i < s->slot_count; i++)
        rowan_process_signal(&s->slots[i].process, number);
}

void rowan_supervisor_stop(struct rowan_supervisor *s, enum rowan_outcome outcome)
{
    if (s->state != ROWAN_STATE_LOADING)
        return;
    s->state = ROWAN_STATE_DRAINING;
    s->grace_from_ns = rowan_clock_now();
    s->result->outcome = outcome;
    rowan_queue_clear(&s->queue);
    rowan_supervisor_signal(s, SIGTERM);
}

void rowan_supervisor_fail(struct rowan_supervisor *s, const struct rowan_error *why)
{
    if (s->status != ROWAN_OK)
        return;
    s->status = why->status == ROWAN_OK ? ROWAN_SYSTEM : why->status;
    if (s->err)
        *s->err = *why;
    s->result->outcome = ROWAN_RUN_FAILED;
    rowan_supervisor_stop(s, ROWAN_RUN_FAILED);
}
