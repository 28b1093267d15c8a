#ifndef ROWAN_NODE_NAME_H
#define ROWAN_NODE_NAME_H
/* The name of an element as the document has it, whether a path names it or not. */
#include "base/arena.h"
#include "xml/document.h"
#include "xml/path.h"

/* What gives says of a node: its text, or of an element that the projection locates its local name or its
 * namespace, "" when it has none. The slice is the document's, or lies in the arena. False for want of
 * memory. */
bool rowan_node_gives(const struct rowan_document *document, const struct rowan_node *node,
                      enum rowan_gives gives, struct rowan_arena *arena, struct rowan_slice *out);
#endif
