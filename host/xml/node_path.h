#ifndef ROWAN_NODE_PATH_H
#define ROWAN_NODE_PATH_H
/*
 * Where a node is in its document, as /R/P[3]/@x. The tree does not have all siblings, so they are counted
 * while the document is parsed once more: a node's order is the same then.
 */
#include "xml/document.h"
#include "xml/qname_table.h"

struct rowan_node_path;

/* NULL is no memory. The node may go. */
struct rowan_node_path *rowan_node_path_new(const struct rowan_document *document,
                                            const struct rowan_node *node,
                                            const struct rowan_qname_table *names);
void rowan_node_path_free(struct rowan_node_path *path);
/* How many levels the node is below the document's, inner documents counted. */
size_t rowan_node_path_level(const struct rowan_node *node);
/* An element was begun and kept, the document's at level 0. */
void rowan_node_path_see(struct rowan_node_path *path, size_t level, const struct rowan_node *node,
                         const char *prefix, const char *local);
/* Write it into out; of what is too long the end is there. Returns out. */
char *rowan_node_path_print(const struct rowan_node_path *path, char *out, size_t size);
#endif
