/*
 * Pure bookkeeping: no process, no clock, no database is touched here, so every rule about strikes and
 * waiting can be tested by itself.
 */
#include "run/supervisor/chunk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MILLISECOND 1000000LL

/*
 * A crash counts twice what a kill does: two crashes quarantine a document, while an operator who kills
 * workers has to hit one document four times. What the database delays counts half, too. Who holds several
 * documents says nothing about any one of them, so the next worker isolates; and so does the one after a
 * want of memory, for the other documents of two batches may have taken it.
 */
static const struct rowan_chunk_rule rules[] = {
    {ROWAN_END_DONE, ROWAN_HELD_ANY, ROWAN_NEXT_DONE, 0, false},
    {ROWAN_END_CANNOT, ROWAN_HELD_ANY, ROWAN_NEXT_FAIL, 0, false},
    {ROWAN_END_RETRY, ROWAN_HELD_ANY, ROWAN_NEXT_AGAIN, 0, false},
    {ROWAN_END_MEMORY, ROWAN_HELD_ALONE, ROWAN_NEXT_STRIKE, 2, true},
    {ROWAN_END_MEMORY, ROWAN_HELD_NOTHING, ROWAN_NEXT_ISOLATE, 0, false},
    {ROWAN_END_MEMORY, ROWAN_HELD_ANY, ROWAN_NEXT_ISOLATE, 0, true},
    {ROWAN_END_CRASH, ROWAN_HELD_MAPPED, ROWAN_NEXT_STRIKE, 2, true},
    {ROWAN_END_CRASH, ROWAN_HELD_WRITTEN, ROWAN_NEXT_STRIKE, 2, true},
    {ROWAN_END_CRASH, ROWAN_HELD_SEVERAL, ROWAN_NEXT_ISOLATE, 0, true},
    {ROWAN_END_CRASH, ROWAN_HELD_NOTHING, ROWAN_NEXT_AGAIN, 0, false},
    {ROWAN_END_KILLED, ROWAN_HELD_MAPPED, ROWAN_NEXT_STRIKE, 1, true},
    {ROWAN_END_KILLED, ROWAN_HELD_WRITTEN, ROWAN_NEXT_STRIKE, 1, true},
    {ROWAN_END_KILLED, ROWAN_HELD_SEVERAL, ROWAN_NEXT_ISOLATE, 0, true},
    {ROWAN_END_KILLED, ROWAN_HELD_NOTHING, ROWAN_NEXT_AGAIN, 0, false},
    {ROWAN_END_OVERDUE, ROWAN_HELD_MAPPED, ROWAN_NEXT_STRIKE, 2, true},
    {ROWAN_END_OVERDUE, ROWAN_HELD_WRITTEN, ROWAN_NEXT_STRIKE, 1, true},
    {ROWAN_END_OVERDUE, ROWAN_HELD_ANY, ROWAN_NEXT_AGAIN, 0, false},
};

const struct rowan_chunk_rule *rowan_chunk_rules(size_t *count)
{
    *count = sizeof rules / sizeof rules[0];
    return rules;
}

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

/* A document that is mapped or written, and up to which the worker isolated, was alone for certain. */
static bool is_alone(const struct rowan_chunk *chunk, const struct rowan_death *death)
{
    return (death->held == ROWAN_HELD_MAPPED || death->held == ROWAN_HELD_WRITTEN) &&
           rowan_slice_equal(chunk->isolate_to, death->key);
}

static const struct rowan_chunk_rule *find_rule(const struct rowan_chunk *chunk,
                                                const struct rowan_death *death)
{
    const struct rowan_chunk_rule *rule = rules;
    bool alone = is_alone(chunk, death);

    while (rule->end != death->end || (rule->held != ROWAN_HELD_ANY && rule->held != death->held &&
                                       !(rule->held == ROWAN_HELD_ALONE && alone)))
        rule++;
    return rule;
}

static bool add_strikes(struct rowan_chunk *chunk, const struct rowan_death *death, int strikes,
                        bool *quarantined)
{
    struct rowan_suspect *suspect = find_suspect(chunk, death->key);
    bool before;

    if (!suspect)
        return false;
    before = rowan_suspect_quarantined(suspect);
    suspect->strikes += strikes;
    *quarantined = !before && rowan_suspect_quarantined(suspect);
    snprintf(suspect->how, sizeof suspect->how, "%s", death->how);
    return true;
}

/* least, twice that, four times .. most; the first one is a tenth of least when soon. */
static int64_t whole_wait_ns(const struct rowan_retry_waits *waits, int deaths, bool soon)
{
    int64_t wait = waits->least_ms * MILLISECOND;
    int64_t most = waits->most_ms * MILLISECOND;

    if (soon && deaths <= 1)
        return wait / 10;
    for (int i = soon ? 2 : 1; i < deaths && wait < most; i++)
        wait *= 2;
    return wait < most ? wait : most;
}

/* Workers that died together should not come back together: up to a quarter is taken off. */
static int64_t wait_ns(const struct rowan_retry_waits *waits, int deaths, bool soon, uint32_t random)
{
    int64_t whole = whole_wait_ns(waits, deaths, soon);

    return whole - whole / 4 + whole / 4 * (int64_t)(random % 1024) / 1024;
}

static bool is_hopeless(const struct rowan_chunk *chunk)
{
    return chunk->deaths >= (chunk->role == ROWAN_ROLE_FINISH ? ROWAN_FINISH_DEATHS_MAX : ROWAN_DEATHS_MAX);
}

enum rowan_status rowan_chunk_judge(struct rowan_chunk *chunk, const struct rowan_death *death,
                                    const struct rowan_retry_waits *waits, uint32_t random,
                                    struct rowan_verdict *verdict, struct rowan_error *err)
{
    const struct rowan_chunk_rule *rule = find_rule(chunk, death);
    bool good = true;

    *verdict = (struct rowan_verdict){rule->next, 0, false};
    if (rule->next == ROWAN_NEXT_DONE || rule->next == ROWAN_NEXT_FAIL)
        return ROWAN_OK;
    chunk->deaths = death->progress ? 1 : chunk->deaths + 1;
    if (rule->next == ROWAN_NEXT_STRIKE)
        good = add_strikes(chunk, death, rule->strikes, &verdict->quarantined);
    /* What is quarantined is in the ledger before the next worker may die: a batch would be lost with it. */
    if (good && death->key.size > 0 && (rule->next == ROWAN_NEXT_ISOLATE || verdict->quarantined))
        good = rowan_chunk_keep(&chunk->isolate_to, death->key);
    if (!good)
        return rowan_out_of_memory(err);
    if (is_hopeless(chunk))
        verdict->next = ROWAN_NEXT_GIVE_UP;
    verdict->wait_ns = wait_ns(waits, chunk->deaths, rule->soon, random);
    return ROWAN_OK;
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
