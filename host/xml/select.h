#ifndef ROWAN_SELECT_H
#define ROWAN_SELECT_H
/* Walk a path over a projected document. Results are in document order, each node once. */
#include "xml/nodes.h"
#include "xml/path.h"

/* Scratch space of selections, reused from one to the next. */
struct rowan_selector;

/* What is known of a path. */
#define ROWAN_SELECT_NOTHING 1   /* it was asked, and nothing matched */
#define ROWAN_SELECT_MATCHED 255 /* something did, at least once */

struct rowan_selector *rowan_selector_new(void);
void rowan_selector_free(struct rowan_selector *selector);
/* From now on note at seen[number of the path] which paths match, those of predicates too: a byte that is not
 * smaller stays. NULL ends it. Not owned. */
void rowan_selector_watch(struct rowan_selector *selector, uint8_t *seen);
/* The nodes that path matches from context replace what out held. Fails for want of memory only. */
enum rowan_status rowan_select(struct rowan_selector *selector, const struct rowan_document *document,
                               const struct rowan_path *path, const struct rowan_node *context,
                               struct rowan_nodes *out, struct rowan_error *err);
#endif
