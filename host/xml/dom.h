#ifndef ROWAN_DOM_H
#define ROWAN_DOM_H
/*
 * libxml2's own tree of a document that has been parsed, made from the same text a second time. For what
 * needs all of a document, and some ten times its memory.
 */
#include <libxml/tree.h>

#include "xml/document.h"

/* All zero is none. */
struct rowan_dom {
    xmlDocPtr tree;
    xmlNodePtr *elements; /* by index */
};

/* ROWAN_DOCUMENT, reason "limit", when the tree would be too large. */
enum rowan_status rowan_dom_make(struct rowan_dom *dom, const struct rowan_document *document,
                                 struct rowan_error *err);
void rowan_dom_clear(struct rowan_dom *dom);
#endif
