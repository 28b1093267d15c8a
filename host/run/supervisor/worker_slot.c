/*
 * What goes down to a worker process and what comes up from it: the spec of its slot's chunk, and reports.
 */
#include "run/supervisor/supervisor.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"

int64_t rowan_worker_slot_progress(struct rowan_supervisor *s, struct rowan_worker_slot *slot)
{
    struct rowan_sums sums = rowan_score_sums(rowan_scoreboard_score(s->scoreboard, slot->score));

    if (slot->chunk->role == ROWAN_ROLE_PLAN)
        return s->boundaries;
    return sums.loaded + sums.failed + sums.already_loaded;
}

static void fail_memory(struct rowan_supervisor *s)
{
    struct rowan_error why;

    rowan_out_of_memory(&why);
    rowan_supervisor_fail(s, &why);
}

static const char *outcome_name(enum rowan_outcome outcome)
{
    static const char *const names[] = {"done", "stopped", "failed"};

    return names[outcome];
}

/* What the slot's next process has to know. crashed has room for all suspects. */
static void fill_spec(struct rowan_supervisor *s, const struct rowan_chunk *chunk,
                      struct rowan_crashed *crashed, struct rowan_worker_config *spec)
{
    spec->role = chunk->role;
    spec->run_id = s->result->run_id;
    spec->started = s->started;
    spec->files = s->job.files;
    spec->file_count = s->job.file_count;
    spec->schema = s->job.schema;
    spec->source_schema = s->job.source_schema;
    spec->connect = s->job.connect;
    spec->profile = s->job.profile;
    spec->log_level = s->job.log ? s->job.log->level : ROWAN_LOG_ERROR;
    spec->scores = (int64_t)s->lane_count;
    spec->after = chunk->after;
    spec->from = chunk->from;
    spec->to = chunk->to;
    spec->page = s->job.page;
    spec->page_bytes = s->job.page_bytes;
    spec->deadline = s->job.deadline;
    spec->commit = s->job.commit;
    spec->chunk = s->job.chunk;
    if (s->job.limit)
        spec->limit = s->job.limit - s->result->last.total;
    spec->begun = s->begun;
    spec->settings = s->settings.data;
    spec->outcome = outcome_name(s->result->outcome);
    spec->isolate_to = chunk->isolate_to;
    spec->crashed = crashed;
    for (const struct rowan_suspect *p = chunk->suspects; p; p = p->next)
        if (rowan_suspect_quarantined(p)) {
            crashed[spec->crashed_count].key = p->key;
            crashed[spec->crashed_count++].how = p->how;
        }
}

static enum rowan_status encode_spec(struct rowan_supervisor *s, struct rowan_worker_slot *slot,
                                     struct rowan_error *err)
{
    struct rowan_worker_config spec = {0};
    struct rowan_crashed *crashed;
    enum rowan_status st;
    size_t suspects = 0;

    for (const struct rowan_suspect *p = slot->chunk->suspects; p; p = p->next)
        suspects++;
    crashed = calloc(suspects + 1, sizeof *crashed);
    if (!crashed)
        return rowan_out_of_memory(err);
    fill_spec(s, slot->chunk, crashed, &spec);
    st = rowan_worker_config_encode(&spec, &slot->process.spec, err);
    free(crashed);
    return st;
}

void rowan_worker_slot_start(struct rowan_supervisor *s, struct rowan_worker_slot *slot)
{
    struct rowan_start start = {s->job.program, slot->score, rowan_scoreboard_fd(s->scoreboard)};
    struct rowan_error err = {0};
    enum rowan_status st;

    slot->overdue = slot->has_fatal = false;
    slot->mark = rowan_worker_slot_progress(s, slot);
    slot->chunk->attempts++;
    if (!slot->chunk->begun)
        slot->chunk->begun = rowan_clock_now();
    rowan_score_start(rowan_scoreboard_score(s->scoreboard, slot->score));
    st = encode_spec(s, slot, &err);
    if (st == ROWAN_OK)
        st = rowan_process_start(&slot->process, &start, &err);
    if (st != ROWAN_OK) {
        rowan_process_clear(&slot->process);
        rowan_worker_exit_not_started(s, slot, &err);
    }
}

/* The chunk after the last boundary begins where that ended. */
static void add_border(struct rowan_supervisor *s, struct rowan_chunk *planning,
                       const struct rowan_message *message)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
    struct rowan_slice none = {NULL, 0};

    if (!chunk || !rowan_chunk_keep(&chunk->after, planning->after) ||
        !rowan_chunk_keep(&chunk->from, planning->from) || !rowan_chunk_keep(&chunk->to, message->text) ||
        !rowan_chunk_keep(&planning->after, message->text)) {
        rowan_chunk_free(chunk);
        fail_memory(s);
        return;
    }
    rowan_chunk_keep(&planning->from, none);
    chunk->number = ++s->boundaries;
    chunk->documents = message->count;
    s->result->last.total += message->count;
    s->planned = s->planned || (s->job.limit && s->result->last.total >= s->job.limit);
    rowan_queue_push(&s->queue, chunk);
}

static void keep_fatal(struct rowan_worker_slot *slot, const struct rowan_message *message)
{
    rowan_fail(&slot->fatal, message->status, message->reason, "%s", message->text.data);
    snprintf(slot->fatal.sqlstate, sizeof slot->fatal.sqlstate, "%.5s",
             message->sqlstate ? message->sqlstate : "");
    slot->has_fatal = true;
}

static void take_message(struct rowan_supervisor *s, struct rowan_worker_slot *slot,
                         const struct rowan_message *message)
{
    bool planner = slot->chunk->role == ROWAN_ROLE_PLAN;

    switch (message->kind) {
    case ROWAN_MESSAGE_LOG:
        if (slot->chunk->role == ROWAN_ROLE_LOAD)
            rowan_log(s->job.log, message->level, "worker %zu: %s", slot->score + 1, message->text.data);
        else /* what planning finds is about the mapping, whoever says it */
            rowan_log(s->job.log, message->level, "%s", message->text.data);
        break;
    case ROWAN_MESSAGE_FATAL:
        keep_fatal(slot, message);
        break;
    case ROWAN_MESSAGE_BEGUN:
        s->begun = s->begun || planner;
        break;
    case ROWAN_MESSAGE_BOUNDARY:
        if (planner && s->stage == ROWAN_STATE_LOADING)
            add_border(s, slot->chunk, message);
        break;
    case ROWAN_MESSAGE_PROFILE:
        for (int i = 0; i < ROWAN_PARTS; i++)
            s->result->spent[i] += message->spent[i];
        break;
    case ROWAN_MESSAGE_PLANNED:
        s->planned = s->planned || planner;
        break;
    }
}

void rowan_worker_slot_reports(struct rowan_supervisor *s, struct rowan_worker_slot *slot)
{
    struct rowan_message message;
    struct rowan_error err = {0};
    struct rowan_slice line;

    while (rowan_process_line(&slot->process, &line)) {
        if (rowan_message_decode(&message, line, &err) != ROWAN_OK) {
            rowan_log(s->job.log, ROWAN_LOG_WARN, "worker %zu: %s", slot->score + 1, err.message);
            rowan_process_signal(&slot->process, SIGKILL);
            continue;
        }
        take_message(s, slot, &message);
        rowan_message_clear(&message);
    }
}
