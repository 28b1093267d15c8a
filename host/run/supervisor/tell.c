#include "run/supervisor/tell.h"

#include "base/clock.h"
#include "run/link/scoreboard.h"

#define SECOND 1000000000LL

void rowan_tell(struct rowan_supervisor *s, const struct rowan_event *event)
{
    rowan_job_result_count(s->result, event);
    rowan_event_log(s->job.log, event);
    if (s->listener && s->listener->take && !s->listener->take(s->listener->context, event))
        rowan_supervisor_stop(s, ROWAN_RUN_STOPPED);
}

int64_t rowan_tell_worker(const struct rowan_supervisor *s, const struct rowan_worker_slot *slot)
{
    return slot == rowan_supervisor_planning(s) ? 0 : (int64_t)slot->number + 1;
}

void rowan_tell_log(struct rowan_supervisor *s, int64_t worker, enum rowan_log_level level, const char *text)
{
    struct rowan_event event = {.kind = ROWAN_EVENT_LOG, .worker = worker, .level = level, .text = text};

    rowan_tell(s, &event);
}

void rowan_tell_progress(struct rowan_supervisor *s, enum rowan_event_kind kind)
{
    struct rowan_sums sums = rowan_scoreboard_sums(s->scoreboard);
    struct rowan_progress progress = {
        .total = s->total,
        .total_known = s->planned,
        .loaded = sums.loaded,
        .failed = sums.failed,
        .already_loaded = sums.already_loaded,
        .skipped = sums.skipped,
        .rejected = sums.rejected,
        .sent = sums.sent,
        .rows = sums.rows,
        .bytes = sums.bytes,
        .seconds = (double)(rowan_clock_now() - s->start_ns) / SECOND,
    };
    struct rowan_event event = {.kind = kind, .progress = &progress};

    for (size_t i = 0; i + 1 < s->slot_count; i++)
        progress.workers += rowan_worker_slot_alive(&s->slots[i]);
    if (kind == ROWAN_EVENT_DONE)
        event.text = rowan_outcome_name(s->result->outcome);
    rowan_tell(s, &event);
}

void rowan_tell_death(struct rowan_supervisor *s, const struct rowan_worker_slot *slot,
                      const struct rowan_death *death, const struct rowan_verdict *verdict)
{
    static const char *const doing[] = {"starting",        "reading", "mapping document",
                                        "waiting",         "idle",    "writing up to document",
                                        "writing document"};
    struct rowan_event event = {
        .kind = ROWAN_EVENT_WORKER_DIED,
        .worker = rowan_tell_worker(s, slot),
        .doing = doing[death->phase],
        .several = death->held == ROWAN_HELD_SEVERAL && death->phase == ROWAN_PHASE_MAP,
        .text = death->how,
        .attempts = slot->chunk->attempts,
        .wait_seconds = (double)verdict->wait_ns / SECOND,
        .quarantined = verdict->quarantined,
    };

    if (slot->chunk->role == ROWAN_ROLE_LOAD && rowan_phase_holds(death->phase))
        event.key = death->key;
    rowan_tell(s, &event);
}

void rowan_tell_chunk(struct rowan_supervisor *s, const struct rowan_chunk *chunk)
{
    struct rowan_chunk_report report = {
        .number = chunk->number,
        .to = chunk->to.data,
        .documents = chunk->documents,
        .attempts = chunk->attempts,
        .seconds = (double)(rowan_clock_now() - chunk->begun) / SECOND,
    };
    struct rowan_event event = {.kind = ROWAN_EVENT_CHUNK_DONE, .chunk = &report};

    rowan_tell(s, &event);
}

void rowan_tell_restart(struct rowan_supervisor *s, const struct rowan_worker_slot *slot)
{
    struct rowan_event event = {.kind = ROWAN_EVENT_WORKER_RESTARTED,
                                .worker = rowan_tell_worker(s, slot),
                                .attempts = slot->chunk->attempts};

    rowan_tell(s, &event);
}
