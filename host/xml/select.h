#ifndef ROWAN_SELECT_H
#define ROWAN_SELECT_H
/* Walk a path over a projected document. Results are in document order, each node once. */
#include "xml/nodes.h"
#include "xml/path.h"

/* Scratch space of selections, reused from one to the next. */
struct rowan_selector;

/* What is known of a path: 0, it was never asked; or from 1 on, nothing matched it; or */
#define ROWAN_SELECT_MATCHED 255 /* something did, at least once */

/* Nothing matched, but so many of its first steps did; named: the next step's name is there, too, and what
 * fails is its predicate. More is larger. */
static inline uint8_t rowan_select_nothing(size_t steps, bool named)
{
    return (uint8_t)(1 + 2 * (steps < 126 ? steps : 126) + named);
}

static inline size_t rowan_select_steps(uint8_t seen)
{
    return (size_t)(seen - 1) / 2;
}

static inline bool rowan_select_is_named(uint8_t seen)
{
    return (seen - 1) % 2;
}

/* Whether it is known that the path matches: of a | b each part, since they are noted one by one. */
bool rowan_select_is_known(const uint8_t *seen, const struct rowan_path *path);

struct rowan_selector *rowan_selector_new(void);
void rowan_selector_free(struct rowan_selector *selector);
/* From now on note at seen[number of the path] which paths match, those of predicates too, also where they
 * need not be asked: a byte that is not smaller stays. Of paths without a predicate steps are not noted. NULL
 * ends it. Not owned. */
void rowan_selector_watch(struct rowan_selector *selector, uint8_t *seen);
/* The document in hand goes, or the paths do: what was indexed of them is forgotten. */
void rowan_selector_forget(struct rowan_selector *selector);
/* The nodes that path matches from context replace what out held. Fails for want of memory only. */
enum rowan_status rowan_select(struct rowan_selector *selector, const struct rowan_document *document,
                               const struct rowan_path *path, const struct rowan_node *context,
                               struct rowan_nodes *out, struct rowan_error *err);
#endif
