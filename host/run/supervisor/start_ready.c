#include "run/supervisor/start_ready.h"

#include <stdio.h>

#include "base/clock.h"
#include "run/supervisor/take_end.h"
#include "run/supervisor/tell.h"

/* What all processes of the run are told. */
static struct rowan_worker_config run_config(const struct rowan_supervisor *s)
{
    return (struct rowan_worker_config){
        .run_id = s->result->run_id,
        .started = s->started,
        .files = s->job.files,
        .file_count = s->job.file_count,
        .parameters = s->job.parameters,
        .schema = s->job.schema,
        .source_schema = s->job.source_schema,
        .source_root = s->job.source_root,
        .feed = s->job.feed,
        .moved = s->job.moved,
        .reload = s->job.reload,
        .changed = s->job.changed,
        .reload_run = s->job.reload_run,
        .reload_version = s->job.reload_version,
        .where = s->job.where,
        .reload_key = s->job.reload_key,
        .connect = s->job.connect,
        .source_connect = s->job.source_connect,
        .profile = s->job.profile,
        .refuse_warnings = s->job.refuse_warnings,
        .tell_failed = s->listener && s->listener->failed_documents,
        .log_level = s->job.log ? s->job.log->level : ROWAN_LOG_ERROR,
        .scores = (int64_t)s->slot_count,
        .page = s->job.page,
        .page_bytes = s->job.page_bytes,
        .call_ms = s->job.call_ms,
        .patience_ms = s->job.patience_ms,
        .room_ms = s->job.database_deadline * 1000,
        .commit = s->job.commit,
        .batch_bytes = s->job.batch_bytes,
        .chunk = s->job.chunk,
        .limit = s->job.limit ? s->job.limit - s->total : 0,
        .begun = s->begun,
        .settings = s->settings.data,
        .outcome = rowan_outcome_name(s->result->outcome),
    };
}

/* A process that cannot be started is judged like one that died at once. */
static void not_started(struct rowan_supervisor *s, struct rowan_worker_slot *slot,
                        const struct rowan_error *why)
{
    struct rowan_death death = {.phase = ROWAN_PHASE_START};

    death.end = why->status == ROWAN_SYSTEM ? ROWAN_END_RETRY : ROWAN_END_CANNOT;
    snprintf(death.how, sizeof death.how, "%.250s", why->message);
    slot->fatal = *why;
    slot->has_fatal = true;
    rowan_take_death(s, slot, &death);
}

static void start_worker(struct rowan_supervisor *s, struct rowan_worker_slot *slot)
{
    struct rowan_start start = {s->job.program, slot->number, rowan_scoreboard_fd(s->scoreboard)};
    bool again = slot->chunk->attempts > 0;
    struct rowan_error err;

    rowan_score_chunk(slot->score, again);
    slot->mark = rowan_slot_finished(s, slot);
    if (rowan_worker_slot_start(slot, run_config(s), &start, &err) != ROWAN_OK)
        not_started(s, slot, &err);
    else if (again)
        rowan_tell_restart(s, slot);
}

void rowan_start_ready(struct rowan_supervisor *s)
{
    int64_t now = rowan_clock_now();

    for (size_t i = 0; i < s->slot_count && s->state != ROWAN_STATE_DRAINING; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (!slot->chunk && slot != rowan_supervisor_planning(s) && s->state == ROWAN_STATE_LOADING) {
            slot->chunk = rowan_queue_pop(&s->queue);
            slot->not_before = 0;
        }
        if (slot->chunk && !rowan_worker_slot_alive(slot) && slot->not_before <= now)
            start_worker(s, slot);
    }
}
