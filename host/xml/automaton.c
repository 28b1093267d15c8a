/*
 * Subset construction, one state at a time. States are found again through a hash of their nodes;
 * a state has an array of successors by name, so a step in a warm automaton is one load.
 */
#include "xml/automaton.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#define BUCKETS    4096
#define STATES_MAX 50000              /* a chain in a bucket stays short */
#define BYTES_MAX  ((size_t)64 << 20) /* of all states */

struct rowan_automaton {
    const struct rowan_projection *projection;
    uint32_t names; /* ids are 1 .. names */
    struct rowan_state *buckets[BUCKETS];
    struct rowan_state *start;
    size_t states;
    size_t bytes;           /* of the states, about */
    unsigned char *member;  /* scratch: which nodes are in the set being made */
    unsigned char *reached; /* which nodes are in a state */
};

struct rowan_automaton *rowan_automaton_new(const struct rowan_projection *projection, uint32_t names)
{
    struct rowan_automaton *a = calloc(1, sizeof *a);

    if (!a)
        return NULL;
    a->projection = projection;
    a->names = names;
    a->member = calloc(projection->count, 1);
    a->reached = calloc(projection->count, 1);
    if (!a->member || !a->reached) {
        rowan_automaton_free(a);
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
    free(state->nodes);
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
    free(a->reached);
    free(a);
}

/* Add a node and, since it holds the same nodes at least, its deep one. */
static void include(struct rowan_automaton *a, uint32_t id)
{
    a->member[id] = 1;
    if (a->projection->nodes[id].deep)
        a->member[a->projection->nodes[id].deep] = 1;
}

static void want(struct rowan_state *state, uint32_t name)
{
    state->wanted[name / 64] |= (uint64_t)1 << (name % 64);
}

static void want_among(const struct rowan_automaton *a, struct rowan_state *state,
                       const struct rowan_name_set *among)
{
    for (uint32_t name = 1; name <= a->names; name++)
        if (among->has[name])
            want(state, name);
}

static void fill_flags(const struct rowan_automaton *a, struct rowan_state *state)
{
    for (size_t i = 0; i < state->count; i++) {
        const struct rowan_nfa_node *node = &a->projection->nodes[state->nodes[i]];
        state->keep |= node->keep;
        state->text |= node->text;
        state->text_nodes |= node->text_nodes;
        state->locate |= node->locate;
        state->inner |= node->inner != 0;
        state->all_attributes |= node->all_attributes;
        state->attributes |=
            node->all_attributes || node->attribute_count > 0 || node->attribute_set_count > 0;
        for (uint32_t k = 0; k < node->attribute_count; k++)
            want(state, node->attributes[k]);
        for (uint32_t k = 0; k < node->attribute_set_count; k++)
            want_among(a, state, node->attribute_sets[k]);
    }
}

bool rowan_automaton_is_full(const struct rowan_automaton *a)
{
    return a->bytes > BYTES_MAX || a->states > STATES_MAX;
}

static struct rowan_state *new_state(struct rowan_automaton *a, const uint32_t *nodes, size_t count)
{
    struct rowan_state *state;

    if (rowan_automaton_is_full(a))
        return NULL;
    state = calloc(1, sizeof *state);
    if (!state)
        return NULL;
    a->states++;
    a->bytes += sizeof *state + count * sizeof *nodes + (size_t)a->names * (sizeof *state->next + 1);
    state->count = count;
    state->nodes = malloc((count + 1) * sizeof *state->nodes);
    state->wanted = calloc(a->names / 64 + 1, sizeof *state->wanted);
    state->next = calloc((size_t)a->names + 1, sizeof *state->next);
    if (!state->nodes || !state->wanted || !state->next) {
        free_state(state);
        return NULL;
    }
    memcpy(state->nodes, nodes, count * sizeof *nodes);
    for (size_t i = 0; i < count; i++)
        a->reached[nodes[i]] = 1;
    fill_flags(a, state);
    return state;
}

bool rowan_automaton_reached(const struct rowan_automaton *a, const struct rowan_node_set *nodes)
{
    for (uint32_t i = 0; i < nodes->count; i++)
        if (nodes->ids[i] < a->projection->count && a->reached[nodes->ids[i]])
            return true;
    return false;
}

static size_t hash_nodes(const uint32_t *nodes, size_t count)
{
    uint64_t h = ROWAN_HASH_BEGIN;

    for (size_t i = 0; i < count; i++)
        h = rowan_hash_add(h, nodes[i]);
    return (size_t)(h ^ h >> 32) % BUCKETS;
}

/* Turn the marked members into a state, and clear the marks. */
static struct rowan_state *freeze(struct rowan_automaton *a)
{
    uint32_t *nodes = malloc((a->projection->count + 1) * sizeof *nodes);
    struct rowan_state *state = NULL;
    size_t count = 0;
    size_t bucket;

    if (!nodes)
        return NULL;
    for (uint32_t i = 0; i < a->projection->count; i++)
        if (a->member[i])
            nodes[count++] = i;
    memset(a->member, 0, a->projection->count);
    bucket = hash_nodes(nodes, count);
    for (state = a->buckets[bucket]; state; state = state->link)
        if (state->count == count && memcmp(state->nodes, nodes, count * sizeof *nodes) == 0)
            goto done;
    state = new_state(a, nodes, count);
    if (state) {
        state->link = a->buckets[bucket];
        a->buckets[bucket] = state;
    }
done:
    free(nodes);
    return state;
}

struct rowan_state *rowan_automaton_start(struct rowan_automaton *a)
{
    if (!a->start) {
        include(a, 0);
        a->start = freeze(a);
    }
    return a->start;
}

struct rowan_state *rowan_automaton_inner(struct rowan_automaton *a, const uint32_t *nodes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a->projection->nodes[nodes[i]].inner)
            include(a, a->projection->nodes[nodes[i]].inner);
    return freeze(a);
}

static bool leads(const struct rowan_edge *edge, uint32_t name)
{
    return edge->among ? edge->among->has[name] : edge->name == 0 || edge->name == name;
}

struct rowan_state *rowan_automaton_step(struct rowan_automaton *a, struct rowan_state *state, uint32_t name)
{
    struct rowan_state *next = state->next[name];

    if (next)
        return next;
    for (size_t i = 0; i < state->count; i++) {
        const struct rowan_nfa_node *node = &a->projection->nodes[state->nodes[i]];
        if (node->is_deep)
            include(a, state->nodes[i]);
        for (uint32_t k = 0; k < node->edge_count; k++)
            if (leads(&node->edges[k], name))
                include(a, node->edges[k].to);
    }
    next = freeze(a);
    state->next[name] = next;
    return next;
}
