/*
 * Pure bookkeeping: no process, no clock, no database is touched here, so every rule about strikes and
 * waiting can be tested by itself.
 */
#include "run/supervisor/chunk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MILLISECOND 1000000LL
#define SECOND      1000000000LL

struct rowan_chunk *rowan_chunk_new(enum rowan_role role)
{
    struct rowan_chunk *chunk = calloc(1, sizeof *chunk);

    if (chunk)
        chunk->role = role;
    return chunk;
}

static void free_text(struct rowan_slice *text)
{
    free((void *)(uintptr_t)text->data);
    text->data = NULL;
    text->size = 0;
}

void rowan_chunk_free(struct rowan_chunk *chunk)
{
    struct rowan_suspect *next;

    if (!chunk)
        return;
    for (struct rowan_suspect *s = chunk->suspects; s; s = next) {
        next = s->next;
        free_text(&s->key);
        free(s);
    }
    free_text(&chunk->after);
    free_text(&chunk->from);
    free_text(&chunk->to);
    free_text(&chunk->isolate_to);
    free(chunk);
}

bool rowan_chunk_keep(struct rowan_slice *text, struct rowan_slice value)
{
    char *copy = NULL;

    if (value.data) {
        copy = malloc(value.size + 1);
        if (!copy)
            return false;
        memcpy(copy, value.data, value.size);
        copy[value.size] = '\0';
    }
    free_text(text);
    text->data = copy;
    text->size = value.size;
    return true;
}

static struct rowan_suspect *find_suspect(struct rowan_chunk *chunk, struct rowan_slice key)
{
    struct rowan_suspect *s = chunk->suspects;

    while (s && !rowan_slice_equal(s->key, key))
        s = s->next;
    if (s)
        return s;
    s = calloc(1, sizeof *s);
    if (!s || !rowan_chunk_keep(&s->key, key)) {
        free(s);
        return NULL;
    }
    s->next = chunk->suspects;
    chunk->suspects = s;
    return s;
}

bool rowan_chunk_died(struct rowan_chunk *chunk, const struct rowan_death *death, bool *quarantined)
{
    struct rowan_suspect *suspect;

    *quarantined = false;
    if (death->progress)
        chunk->deaths = 0;
    chunk->deaths++;
    if (death->points == 0 || death->key.size == 0)
        return true;
    if (death->phase == ROWAN_PHASE_WRITE || death->both ||
        (death->memory && !rowan_slice_equal(chunk->isolate_to, death->key))) /* it was not alone */
        return rowan_chunk_keep(&chunk->isolate_to, death->key);
    if (death->phase != ROWAN_PHASE_MAP && death->phase != ROWAN_PHASE_SINGLE)
        return true;
    suspect = find_suspect(chunk, death->key);
    if (!suspect)
        return false;
    *quarantined =
        !rowan_suspect_quarantined(suspect) && suspect->points + death->points >= ROWAN_STRIKES_MAX;
    suspect->points += death->points;
    snprintf(suspect->how, sizeof suspect->how, "%s", death->how);
    return true;
}

/* 1, 2, 4 .. 30 s; the first time at once, nearly, when it was a document's doing. */
static int64_t whole_delay(int deaths, bool document)
{
    int64_t delay = SECOND;

    if (document) {
        if (deaths <= 1)
            return 100 * MILLISECOND;
        deaths--;
    }
    for (int i = 1; i < deaths && delay < 30 * SECOND; i++)
        delay *= 2;
    return delay < 30 * SECOND ? delay : 30 * SECOND;
}

int64_t rowan_chunk_delay(const struct rowan_chunk *chunk, const struct rowan_death *death, uint32_t random)
{
    bool document = rowan_phase_holds(death->phase) && death->points > 0;
    int64_t delay = whole_delay(chunk->deaths, document);

    /* Workers that died together should not come back together. */
    return delay - delay / 4 + delay / 4 * (int64_t)(random % 1024) / 1024;
}

void rowan_queue_push(struct rowan_queue *queue, struct rowan_chunk *chunk)
{
    chunk->next = NULL;
    if (queue->last)
        queue->last->next = chunk;
    else
        queue->first = chunk;
    queue->last = chunk;
    queue->count++;
}

struct rowan_chunk *rowan_queue_pop(struct rowan_queue *queue)
{
    struct rowan_chunk *chunk = queue->first;

    if (!chunk)
        return NULL;
    queue->first = chunk->next;
    if (!queue->first)
        queue->last = NULL;
    queue->count--;
    chunk->next = NULL;
    return chunk;
}

void rowan_queue_clear(struct rowan_queue *queue)
{
    struct rowan_chunk *chunk;

    while ((chunk = rowan_queue_pop(queue)))
        rowan_chunk_free(chunk);
}
