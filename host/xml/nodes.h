#ifndef ROWAN_NODES_H
#define ROWAN_NODES_H
/* Sets of nodes of a projected document. */
#include <stdlib.h>

#include "xml/document.h"

/* A list of nodes that its owner keeps and reuses. All zero is an empty one. */
struct rowan_nodes {
    const struct rowan_node **items;
    size_t count;
    size_t capacity;
};

void rowan_nodes_clear(struct rowan_nodes *nodes);

/* False: no memory. */
static inline bool rowan_nodes_push(struct rowan_nodes *nodes, const struct rowan_node *node)
{
    if (nodes->count == nodes->capacity) {
        size_t capacity = nodes->capacity ? nodes->capacity * 2 : 16;
        const struct rowan_node **items = realloc(nodes->items, capacity * sizeof *items);
        if (!items)
            return false;
        nodes->items = items;
        nodes->capacity = capacity;
    }
    nodes->items[nodes->count++] = node;
    return true;
}
#endif
