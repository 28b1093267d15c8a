#ifndef ROWAN_PROJECTION_H
#define ROWAN_PROJECTION_H
/*
 * Which nodes of a document a set of paths can touch. Built from the plan's paths as a nondeterministic
 * automaton over element names; read-only once frozen. The parser runs it, made deterministic by automaton.h.
 */
#include <stdbool.h>
#include <stdint.h>

#include "xml/path.h"

struct rowan_edge {
    uint32_t name;                      /* 0: any element, */
    const struct rowan_name_set *among; /* unless it is of one of these names; NULL: of name */
    uint32_t to;
};

/* One spot in the tree of all paths: it stands for the document's nodes that one way down can reach. */
struct rowan_nfa_node {
    uint32_t parent; /* index; the root is its own */
    uint32_t *also;  /* further parents, of a path that begins again where it ends */
    uint32_t also_count;
    uint32_t deep;  /* the node for descendant-or-self of this one; 0 = none */
    uint32_t leaf;  /* the node for its attributes and text nodes; 0 = none. No element is ever there */
    uint32_t inner; /* the node for the documents in its elements' texts; 0 = none */
    bool is_deep;   /* every child element of an element here is here too */
    bool is_leaf;
    bool is_inner; /* of such documents */
    bool keep, text, text_nodes, all_attributes;
    bool locate; /* where its elements stand in the text is wanted */
    struct rowan_edge *edges;
    uint32_t edge_count;
    uint32_t *attributes; /* name ids */
    uint32_t attribute_count;
    const struct rowan_name_set **attribute_sets; /* those of these names, too */
    uint32_t attribute_set_count;
};

struct rowan_projection {
    struct rowan_nfa_node *nodes; /* [0] is the document node */
    uint32_t count;
    uint32_t capacity;
    bool locates;                      /* some node does */
    bool has_inner;                    /* some node is */
    bool overgrown;                    /* a path could be at too many nodes: the projection is of no use */
    struct rowan_node_set *sets;       /* all that were handed out */
    const struct rowan_node_set *from; /* where the path in hand begins, and current() in it */
};

/* Where a path, taken from another set, can end. */
struct rowan_node_set {
    struct rowan_node_set *link;
    uint32_t count;
    uint32_t capacity;
    uint32_t *ids; /* sorted, each once */
};

struct rowan_projection *rowan_projection_new(void);
void rowan_projection_free(struct rowan_projection *projection);
/* The document node. */
struct rowan_node_set *rowan_projection_root(struct rowan_projection *projection);
/* Make the projection keep all that path and its predicates read from a set; the value of the nodes it ends
 * at too when value is set. Returns where it ends, owned by the projection; NULL when it is overgrown, and
 * else for want of memory. */
struct rowan_node_set *rowan_projection_add(struct rowan_projection *projection,
                                            const struct rowan_node_set *from, const struct rowan_path *path,
                                            bool value);
/* The same of a path down without // that begins again at each of its ends, as often as it leads anywhere.
 * Returns where it begins and ends. */
struct rowan_node_set *rowan_projection_repeat(struct rowan_projection *projection,
                                               const struct rowan_node_set *from,
                                               const struct rowan_path *path);
/* Make the parser note where the elements of these nodes stand in the text. Of the document node that is its
 * element. False is no memory. */
bool rowan_projection_locate(struct rowan_projection *projection, const struct rowan_node_set *nodes);
/* Whether an attribute or a text may be there, which has no element's name and place. */
bool rowan_projection_has_leaf(const struct rowan_projection *projection, const struct rowan_node_set *nodes);
/* Whether something in the document of an element's text may be there. */
bool rowan_projection_is_inner(const struct rowan_projection *projection, const struct rowan_node_set *nodes);
/* A path led to more than a thousand nodes at once, as several // with .. behind them can: each such pair
 * doubles them. The projection cannot be used. */
bool rowan_projection_overgrown(const struct rowan_projection *projection);
bool rowan_projection_locates(const struct rowan_projection *projection);
#endif
