/*
 * Subset construction, one state at a time. States are found again through a hash of their places;
 * a state has an array of successors by name, so a step in a warm automaton is one load.
 */
#include "xml/automaton.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "xml/nfa.h"

#define BUCKETS    4096
#define STATES_MAX 50000              /* a chain in a bucket stays short */
#define BYTES_MAX  ((size_t)64 << 20) /* of all states */

struct rowan_automaton {
    const struct rowan_projection *projection;
    uint32_t names; /* ids are 1 .. names */
    struct rowan_state *buckets[BUCKETS];
    struct rowan_state *start;
    size_t states;
    size_t bytes;          /* of the states, about */
    unsigned char *member; /* scratch: which places are in the set being made */
};

struct rowan_automaton *rowan_automaton_new(const struct rowan_projection *projection, uint32_t names)
{
    struct rowan_automaton *a = calloc(1, sizeof *a);

    if (!a)
        return NULL;
    a->projection = projection;
    a->names = names;
    a->member = calloc(projection->count, 1);
    if (!a->member) {
        free(a);
        return NULL;
    }
    return a;
}

static void free_state(struct rowan_state *state)
{
    if (!state)
        return;
    free(state->wanted);
    free(state->next);
    free(state->places);
    free(state);
}

void rowan_automaton_free(struct rowan_automaton *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < BUCKETS; i++)
        while (a->buckets[i]) {
            struct rowan_state *next = a->buckets[i]->link;
            free_state(a->buckets[i]);
            a->buckets[i] = next;
        }
    free(a->member);
    free(a);
}

/* Add a place and, since it holds the same nodes at least, its deep one. */
static void include(struct rowan_automaton *a, uint32_t id)
{
    a->member[id] = 1;
    if (a->projection->places[id].deep)
        a->member[a->projection->places[id].deep] = 1;
}

static void fill_flags(const struct rowan_automaton *a, struct rowan_state *state)
{
    for (size_t i = 0; i < state->count; i++) {
        const struct rowan_nfa_node *place = &a->projection->places[state->places[i]];
        state->keep |= place->keep;
        state->text |= place->text;
        state->text_nodes |= place->text_nodes;
        state->locate |= place->locate;
        state->all_attributes |= place->all_attributes;
        state->attributes |= place->all_attributes || place->attribute_count > 0;
        for (uint32_t k = 0; k < place->attribute_count; k++)
            state->wanted[place->attributes[k] / 64] |= (uint64_t)1 << (place->attributes[k] % 64);
    }
}

bool rowan_automaton_is_full(const struct rowan_automaton *a)
{
    return a->bytes > BYTES_MAX || a->states > STATES_MAX;
}

static struct rowan_state *new_state(struct rowan_automaton *a, const uint32_t *places, size_t count)
{
    struct rowan_state *state;

    if (rowan_automaton_is_full(a))
        return NULL;
    state = calloc(1, sizeof *state);
    if (!state)
        return NULL;
    a->states++;
    a->bytes += sizeof *state + count * sizeof *places + (size_t)a->names * (sizeof *state->next + 1);
    state->count = count;
    state->places = malloc((count + 1) * sizeof *state->places);
    state->wanted = calloc(a->names / 64 + 1, sizeof *state->wanted);
    state->next = calloc((size_t)a->names + 1, sizeof *state->next);
    if (!state->places || !state->wanted || !state->next) {
        free_state(state);
        return NULL;
    }
    memcpy(state->places, places, count * sizeof *places);
    fill_flags(a, state);
    return state;
}

static size_t hash_places(const uint32_t *places, size_t count)
{
    uint64_t h = ROWAN_HASH_BEGIN;

    for (size_t i = 0; i < count; i++)
        h = rowan_hash_add(h, places[i]);
    return (size_t)(h ^ h >> 32) % BUCKETS;
}

/* Turn the marked members into a state, and clear the marks. */
static struct rowan_state *settle(struct rowan_automaton *a)
{
    uint32_t *places = malloc((a->projection->count + 1) * sizeof *places);
    struct rowan_state *state = NULL;
    size_t count = 0;
    size_t bucket;

    if (!places)
        return NULL;
    for (uint32_t i = 0; i < a->projection->count; i++)
        if (a->member[i])
            places[count++] = i;
    memset(a->member, 0, a->projection->count);
    bucket = hash_places(places, count);
    for (state = a->buckets[bucket]; state; state = state->link)
        if (state->count == count && memcmp(state->places, places, count * sizeof *places) == 0)
            goto done;
    state = new_state(a, places, count);
    if (state) {
        state->link = a->buckets[bucket];
        a->buckets[bucket] = state;
    }
done:
    free(places);
    return state;
}

struct rowan_state *rowan_automaton_start(struct rowan_automaton *a)
{
    if (!a->start) {
        include(a, 0);
        a->start = settle(a);
    }
    return a->start;
}

struct rowan_state *rowan_automaton_step(struct rowan_automaton *a, struct rowan_state *state, uint32_t name)
{
    struct rowan_state *next = state->next[name];

    if (next)
        return next;
    for (size_t i = 0; i < state->count; i++) {
        const struct rowan_nfa_node *place = &a->projection->places[state->places[i]];
        if (place->is_deep)
            include(a, state->places[i]);
        for (uint32_t k = 0; k < place->edge_count; k++)
            if (place->edges[k].name == 0 || place->edges[k].name == name)
                include(a, place->edges[k].to);
    }
    next = settle(a);
    state->next[name] = next;
    return next;
}
