#include "run/supervisor/take_message.h"

#include <stdio.h>

#include "run/supervisor/tell.h"

/* The chunk after the last boundary begins where that ended. */
static enum rowan_status add_chunk(struct rowan_supervisor *s, struct rowan_chunk *planning,
                                   const struct rowan_message *message, struct rowan_error *err)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
    struct rowan_slice none = {NULL, 0};

    if (!chunk || !rowan_chunk_keep(&chunk->after, planning->after) ||
        !rowan_chunk_keep(&chunk->from, planning->from) || !rowan_chunk_keep(&chunk->to, message->text) ||
        !rowan_chunk_keep(&planning->after, message->text)) {
        rowan_chunk_free(chunk);
        return rowan_out_of_memory(err);
    }
    rowan_chunk_keep(&planning->from, none);
    chunk->number = ++s->chunks;
    chunk->documents = message->count;
    s->total += message->count;
    rowan_queue_push(&s->queue, chunk);
    return ROWAN_OK;
}

static void all_is_planned(struct rowan_supervisor *s)
{
    if (s->planned)
        return;
    s->planned = true;
    rowan_tell_progress(s, ROWAN_EVENT_PLANNED);
}

static void take_boundary(struct rowan_supervisor *s, struct rowan_chunk *planning,
                          const struct rowan_message *message)
{
    struct rowan_error err;

    if (s->state != ROWAN_STATE_LOADING)
        return;
    if (add_chunk(s, planning, message, &err) != ROWAN_OK)
        rowan_supervisor_fail(s, &err);
    else if (s->job.limit && s->total >= s->job.limit)
        all_is_planned(s);
}

static void take_begun(struct rowan_supervisor *s)
{
    struct rowan_event event = {.kind = ROWAN_EVENT_BEGUN, .text = s->result->run_id};

    if (s->begun)
        return;
    s->begun = true;
    rowan_tell(s, &event);
}

static void take_failed_document(struct rowan_supervisor *s, const struct rowan_worker_slot *slot,
                                 const struct rowan_message *message)
{
    struct rowan_event event = {.kind = ROWAN_EVENT_DOCUMENT_FAILED,
                                .worker = rowan_tell_worker(s, slot),
                                .key = message->key,
                                .reason = message->reason,
                                .text = message->text.data};

    rowan_tell(s, &event);
}

/* The least of all workers is told at the end. */
static void take_fewer(struct rowan_supervisor *s, const struct rowan_worker_slot *slot,
                       const struct rowan_message *message)
{
    if (!s->result->fewer || message->count < s->result->fewer)
        s->result->fewer = message->count;
    rowan_tell_log(s, rowan_tell_worker(s, slot), ROWAN_LOG_INFO, message->text.data);
}

static void take_waited(struct rowan_supervisor *s, const struct rowan_worker_slot *slot,
                        const struct rowan_message *message)
{
    char text[ROWAN_MESSAGE_MAX];

    snprintf(text, sizeof text, "waiting %.1f s for room in the database: %.1900s",
             (double)message->count / 1000, message->text.data);
    rowan_tell_log(s, rowan_tell_worker(s, slot), ROWAN_LOG_WARN, text);
    s->result->waits++;
}

/* Said once; a trigger that says something says it for each row. */
static void take_warning(struct rowan_supervisor *s, const struct rowan_worker_slot *slot,
                         const struct rowan_message *message)
{
    char text[ROWAN_MESSAGE_MAX];

    snprintf(text, sizeof text, "the database says beside success, and the rows are there: %s",
             message->text.data);
    if (s->result->warnings == 0)
        rowan_tell_log(s, rowan_tell_worker(s, slot), ROWAN_LOG_WARN, text);
    s->result->warnings += message->count;
}

static void take_message(struct rowan_supervisor *s, struct rowan_worker_slot *slot,
                         const struct rowan_message *message)
{
    bool planner = slot->chunk->role == ROWAN_ROLE_PLAN;

    switch (message->kind) {
    case ROWAN_MESSAGE_LOG:
        rowan_tell_log(s, rowan_tell_worker(s, slot), message->level, message->text.data);
        break;
    case ROWAN_MESSAGE_FATAL: /* the slot keeps it */
        break;
    case ROWAN_MESSAGE_BEGUN:
        if (planner)
            take_begun(s);
        break;
    case ROWAN_MESSAGE_BOUNDARY:
        if (planner)
            take_boundary(s, slot->chunk, message);
        break;
    case ROWAN_MESSAGE_PLANNED:
        if (planner)
            all_is_planned(s);
        break;
    case ROWAN_MESSAGE_FAILED:
        take_failed_document(s, slot, message);
        break;
    case ROWAN_MESSAGE_FEWER:
        take_fewer(s, slot, message);
        break;
    case ROWAN_MESSAGE_WAITED:
        take_waited(s, slot, message);
        break;
    case ROWAN_MESSAGE_WARNED:
        take_warning(s, slot, message);
        break;
    case ROWAN_MESSAGE_PROFILE:
        for (int i = 0; i < ROWAN_PARTS; i++)
            s->result->spent[i] += message->spent[i];
        rowan_scan_counts_add(&s->result->scans, &message->scans);
        break;
    case ROWAN_MESSAGE_COVERAGE:
        if (s->job.coverage && !rowan_message_coverage(message, s->job.coverage))
            rowan_tell_log(s, rowan_tell_worker(s, slot), ROWAN_LOG_WARN,
                           "what it says of paths is of another mapping, and is not counted");
        break;
    }
}

void rowan_take_messages(struct rowan_supervisor *s, struct rowan_worker_slot *slot)
{
    struct rowan_message message;

    while (rowan_worker_slot_message(slot, &message)) {
        take_message(s, slot, &message);
        rowan_message_clear(&message);
    }
}
