#ifndef ROWAN_AUTOMATON_H
#define ROWAN_AUTOMATON_H
/*
 * The projection as a deterministic automaton, made lazily while documents come: a state is a set of
 * nodes. One automaton per parser.
 */
#include <stdbool.h>
#include <stdint.h>

#include "xml/projection.h"

struct rowan_automaton;

struct rowan_state {
    bool keep;                 /* the element matters even when nothing in it does */
    bool text;                 /* its string-value is wanted */
    bool text_nodes;           /* its text() children are wanted */
    bool all_attributes;       /* @* */
    bool attributes;           /* some attribute is wanted */
    bool inner;                /* its text is a document that paths read */
    bool locate;               /* where it stands in the text is wanted */
    uint64_t *wanted;          /* bit per name id: this attribute is wanted */
    struct rowan_state **next; /* by name id; NULL = not made yet */
    uint32_t *nodes;           /* sorted ids */
    size_t count;
    struct rowan_state *link; /* all states of the automaton */
};

struct rowan_automaton *rowan_automaton_new(const struct rowan_projection *projection, uint32_t names);
void rowan_automaton_free(struct rowan_automaton *automaton);
/* The state of the document node; NULL is no memory. */
struct rowan_state *rowan_automaton_start(struct rowan_automaton *automaton);
/* The state of a child element with this name (0: a name of no path). A state without nodes is dead: skip
 * the subtree. NULL is no memory. */
struct rowan_state *rowan_automaton_step(struct rowan_automaton *automaton, struct rowan_state *state,
                                         uint32_t name);

/* The state of the document in the text of an element that was at these nodes. NULL is no memory. */
struct rowan_state *rowan_automaton_inner(struct rowan_automaton *automaton, const uint32_t *nodes,
                                          size_t count);

/* Whether an element of the documents so far was at one of the nodes. Attributes and texts never are. */
bool rowan_automaton_reached(const struct rowan_automaton *automaton, const struct rowan_node_set *nodes);
/* The states take more memory than a mapping's paths and honest documents ever need: only paths with several
 * // or * can do that. */
bool rowan_automaton_is_full(const struct rowan_automaton *automaton);

static inline bool rowan_state_wants(const struct rowan_state *state, uint32_t name)
{
    return state->all_attributes || (name && (state->wanted[name / 64] >> (name % 64) & 1));
}
#endif
