#ifndef ROWAN_LOCATOR_H
#define ROWAN_LOCATOR_H
/*
 * Notes where elements stand in the text, and which namespaces are declared around them. Only for elements
 * that are kept; all it notes lives in the builder's arena. Private to xml/.
 */
#include "xml/builder.h"

struct rowan_locator {
    bool on;                                               /* the projection locates something */
    const struct rowan_scope *scopes[ROWAN_DEPTH_MAX + 1]; /* in an open element, by its level */
};

/*
 * The element that was just started and kept. before: the text up to some place in its start tag, behind its
 * <. namespaces: count pairs of prefix (NULL: none) and URI, which live as long as the document.
 */
enum rowan_build rowan_locator_start(struct rowan_locator *locator, struct rowan_builder *b,
                                     struct rowan_text before, uint32_t ordinal, size_t count,
                                     const char *const *namespaces);
/* The element in hand ends before at. */
void rowan_locator_end(struct rowan_builder *b, size_t at);
#endif
