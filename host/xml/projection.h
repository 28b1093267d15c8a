#ifndef ROWAN_PROJECTION_H
#define ROWAN_PROJECTION_H
/*
 * Which nodes of a document a set of paths can touch. Built from the plan's paths as an automaton over
 * element names; read-only once sealed. The parser (parser.h) runs it.
 */
#include "xml/path.h"

struct rowan_projection;
/* A set of places in the automaton: where a path, taken from another set, can end. */
struct rowan_node_set;

struct rowan_projection *rowan_projection_new(void);
void rowan_projection_free(struct rowan_projection *projection);
/* The document node. */
struct rowan_node_set *rowan_projection_root(struct rowan_projection *projection);
/* Make the projection keep all that path and its predicates read from places; the value of the nodes it ends
 * at too when value is set. Returns where it ends, owned by the projection; NULL when it is overgrown, and
 * else for want of memory. */
struct rowan_node_set *rowan_projection_add(struct rowan_projection *projection,
                                            const struct rowan_node_set *from, const struct rowan_path *path,
                                            bool value);
/* Make the parser note where the elements of places stand in the text. Of the document node that is its
 * element. False is no memory. */
bool rowan_projection_locate(struct rowan_projection *projection, const struct rowan_node_set *places);
/* A path led to more than a thousand places at once, as several // with .. behind them can: each such pair
 * doubles them. The projection cannot be used. */
bool rowan_projection_overgrown(const struct rowan_projection *projection);
bool rowan_projection_locates(const struct rowan_projection *projection);
#endif
