#ifndef ROWAN_NFA_H
#define ROWAN_NFA_H
/* The nondeterministic side of the projection. Private to xml/: projection.c builds, automaton.c reads. */
#include <stdbool.h>
#include <stdint.h>

struct rowan_edge {
    uint32_t name; /* 0: any element */
    uint32_t to;
};

/* One spot in the tree of all paths. */
struct rowan_nfa_node {
    uint32_t parent; /* index; the root is its own */
    uint32_t deep;   /* the place for descendant-or-self of this one; 0 = none */
    uint32_t leaf;   /* the place for its attributes and text nodes; 0 = none. No element is ever there */
    bool is_deep;    /* every child element of a node here is here too */
    bool is_leaf;
    bool keep, text, text_nodes, all_attributes;
    bool locate; /* where its elements stand in the text is wanted */
    struct rowan_edge *edges;
    uint32_t edge_count;
    uint32_t *attributes; /* name ids */
    uint32_t attribute_count;
};

struct rowan_projection {
    struct rowan_nfa_node *places; /* [0] is the document node */
    uint32_t count;
    uint32_t capacity;
    bool locates;                /* some place does */
    bool overgrown;              /* a path could be at too many places: the projection is of no use */
    struct rowan_node_set *sets; /* all that were handed out */
};

struct rowan_node_set {
    struct rowan_node_set *link;
    uint32_t count;
    uint32_t capacity;
    uint32_t *ids; /* sorted, each once */
};
#endif
