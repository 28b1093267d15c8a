#ifndef ROWAN_DOCUMENT_H
#define ROWAN_DOCUMENT_H
/*
 * A document after projection: only the elements and attributes that some path names, in a tree that
 * lives in the parser's arena until the next document is parsed. Values point into the text, which is its
 * owner's. Character data is one run of bytes; an element whose text is wanted is a slice of it, so mixed
 * content keeps its order.
 */
#include <stdint.h>

#include "base/status.h"
#include "xml/source_span.h"

enum rowan_node_kind {
    ROWAN_NODE_ROOT,
    ROWAN_NODE_ELEMENT,
    ROWAN_NODE_ATTRIBUTE,
    ROWAN_NODE_TEXT,
    ROWAN_NODE_INNER /* the document in an element's text: the first of its attributes, as no other path
                        goes there; its child is the inner document's element */
};

struct rowan_node {
    struct rowan_node *parent;
    struct rowan_node *next;       /* sibling; attributes have a list of their own */
    struct rowan_node *first;      /* child */
    struct rowan_node *attributes; /* first attribute that is kept */
    union {
        const char *data;               /* attribute: its value, not terminated */
        struct rowan_source_span *span; /* element: NULL when it is not located */
        const struct rowan_slice *text; /* inner document: its text, with a NUL behind it */
    };
    uint32_t begin, end; /* element, text: the slice of the document's character data */
    uint32_t name;       /* id in the mapping's names; 0: none of them */
    uint32_t order;      /* document order */
    uint32_t offset;     /* element: in the text, where its start tag ends; others: of their element */
    uint8_t kind;        /* enum rowan_node_kind */
    uint8_t has_text;    /* the slice is filled: the projection wanted it */
};

/* The line that was asked for last, so that asking for many in order costs one pass over the text. */
struct rowan_line_cursor {
    size_t offset, line;
};

struct rowan_document {
    struct rowan_node *root; /* ROWAN_NODE_ROOT: its child is the document element */
    const char *characters;  /* what the slices point into */
    size_t nodes;            /* kept */
    const char *local, *uri; /* the name of its element, whether it is kept or not; uri may be NULL */
    size_t inner;            /* documents in texts */
    struct rowan_slice text; /* all of it, UTF-8, followed by a NUL */
    size_t elements;         /* in the text, kept or not */
    size_t others;           /* likewise: attributes, namespace declarations, comments, instructions */
    struct rowan_line_cursor *lines; /* the parser's */
};

/* The inner document that the node is in, or is; NULL: it is in none. */
const struct rowan_node *rowan_document_inner(const struct rowan_document *document,
                                              const struct rowan_node *node);
/* The text that the node's place is counted in. */
struct rowan_slice rowan_document_text(const struct rowan_document *document, const struct rowan_node *node);
/* The line in which the node's start tag ends, as in libxml2: a lone CR ends none. Of what is in an inner
 * document the line of the outermost element whose text it is. */
size_t rowan_document_line(const struct rowan_document *document, const struct rowan_node *node);
/* The line in the text of the inner document that the node is in; 0: it is in none. */
size_t rowan_document_inner_line(const struct rowan_document *document, const struct rowan_node *node);

/* XPath's string-value: an attribute's value, an element's text with that of its descendants. */
static inline struct rowan_slice rowan_node_text(const struct rowan_document *document,
                                                 const struct rowan_node *node)
{
    struct rowan_slice t;

    t.data = node->kind == ROWAN_NODE_ATTRIBUTE ? node->data : document->characters + node->begin;
    t.size = node->end - node->begin;
    return t;
}
#endif
