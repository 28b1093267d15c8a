#ifndef ROWAN_NODES_H
#define ROWAN_NODES_H
/* Sets of nodes of a projected document. */
#include "xml/document.h"

/* A list of nodes that its owner keeps and reuses. All zero is an empty one. */
struct rowan_nodes {
    const struct rowan_node **items;
    size_t count;
    size_t capacity;
};

void rowan_nodes_clear(struct rowan_nodes *nodes);
#endif
