#ifndef ROWAN_SPAN_TRACKER_H
#define ROWAN_SPAN_TRACKER_H
/*
 * Notes where elements stand in the text, and which namespaces are declared around them. Only for elements
 * that are kept; all it notes lives in the builder's arena.
 */
#include "xml/builder.h"

struct rowan_span_tracker {
    bool on;     /* the projection locates something */
    bool copies; /* several texts are read for one tree: prefixes and URIs do not stay as long as it does */
    const struct rowan_scope *scopes[ROWAN_DEPTH_MAX + 1]; /* in an open element, by its level */
};

/*
 * The element that was just started and kept. before: the text up to some place in its start tag, behind its
 * <. namespaces: count pairs of prefix (NULL: none) and URI, which live as long as the document.
 */
enum rowan_build rowan_span_tracker_start(struct rowan_span_tracker *tracker, struct rowan_builder *b,
                                          struct rowan_slice before, uint32_t index, size_t count,
                                          const char *const *namespaces);
/* The element in hand ends before at. */
void rowan_span_tracker_end(struct rowan_builder *b, size_t at);
#endif
