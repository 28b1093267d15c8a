/* What goes down to a slot's process, and what comes up from it. */
#include "run/supervisor/worker_slot.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

void rowan_worker_slot_init(struct rowan_worker_slot *slot, size_t number, struct rowan_score *score)
{
    memset(slot, 0, sizeof *slot);
    slot->number = number;
    slot->score = score;
    rowan_process_init(&slot->process);
}

void rowan_worker_slot_drop_chunk(struct rowan_worker_slot *slot)
{
    rowan_chunk_free(slot->chunk);
    slot->chunk = NULL;
}

void rowan_worker_slot_clear(struct rowan_worker_slot *slot)
{
    rowan_process_clear(&slot->process);
    rowan_worker_slot_drop_chunk(slot);
}

int64_t rowan_worker_slot_documents(const struct rowan_worker_slot *slot)
{
    struct rowan_sums sums = rowan_score_sums(slot->score);

    return sums.loaded + sums.failed + sums.already_loaded + sums.skipped;
}

static size_t count_suspects(const struct rowan_chunk *chunk)
{
    size_t count = 0;

    for (const struct rowan_suspect *s = chunk->suspects; s; s = s->next)
        count++;
    return count;
}

/* crashed has room for all suspects. */
static void add_chunk(struct rowan_worker_config *config, const struct rowan_chunk *chunk,
                      struct rowan_crashed *crashed)
{
    config->role = chunk->role;
    config->after = chunk->after;
    config->from = chunk->from;
    config->to = chunk->to;
    config->isolate_to = chunk->isolate_to;
    config->crashed = crashed;
    for (const struct rowan_suspect *s = chunk->suspects; s; s = s->next)
        if (rowan_suspect_quarantined(s)) {
            crashed[config->crashed_count].key = s->key;
            crashed[config->crashed_count++].how = s->how;
        }
}

static enum rowan_status encode_config(struct rowan_worker_slot *slot, struct rowan_worker_config *config,
                                       struct rowan_error *err)
{
    struct rowan_crashed *crashed = calloc(count_suspects(slot->chunk) + 1, sizeof *crashed);
    enum rowan_status st;

    if (!crashed)
        return rowan_out_of_memory(err);
    add_chunk(config, slot->chunk, crashed);
    st = rowan_worker_config_encode(config, &slot->process.config, err);
    free(crashed);
    return st;
}

enum rowan_status rowan_worker_slot_start(struct rowan_worker_slot *slot, struct rowan_worker_config config,
                                          const struct rowan_start *start, struct rowan_error *err)
{
    enum rowan_status st;

    slot->overdue.found = slot->has_fatal = false;
    slot->chunk->attempts++;
    if (!slot->chunk->begun)
        slot->chunk->begun = rowan_clock_now();
    rowan_score_start(slot->score);
    st = encode_config(slot, &config, err);
    if (st == ROWAN_OK)
        st = rowan_process_start(&slot->process, start, err);
    if (st != ROWAN_OK)
        rowan_process_clear(&slot->process);
    return st;
}

static void keep_fatal(struct rowan_worker_slot *slot, const struct rowan_message *message)
{
    rowan_fail(&slot->fatal, message->status, message->reason, "%s", message->text.data);
    snprintf(slot->fatal.sqlstate, sizeof slot->fatal.sqlstate, "%.5s",
             message->sqlstate ? message->sqlstate : "");
    slot->has_fatal = true;
}

bool rowan_worker_slot_message(struct rowan_worker_slot *slot, struct rowan_message *message)
{
    struct rowan_slice line;

    if (!rowan_process_line(&slot->process, &line))
        return false;
    if (rowan_message_decode(message, line, NULL) != ROWAN_OK) {
        *message = (struct rowan_message){.kind = ROWAN_MESSAGE_LOG, .level = ROWAN_LOG_WARN};
        message->text = rowan_slice_of("it sent a message that nobody understands, and is killed");
        rowan_process_signal(&slot->process, SIGKILL);
    }
    if (message->kind == ROWAN_MESSAGE_FATAL)
        keep_fatal(slot, message);
    return true;
}
