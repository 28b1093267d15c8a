#ifndef ROWAN_SERIALIZE_H
#define ROWAN_SERIALIZE_H
/*
 * The markup of an element, from its piece of the text: well-formed by itself. Namespaces that it uses and
 * that are declared around it are declared on it. CDATA sections become text, comments and processing
 * instructions are left out, line ends and white space in attributes are as XML reads them; all else is as it
 * was written.
 */
#include "base/buffer.h"
#include "xml/document.h"

/* Scratch space. All zero is a new one. */
struct rowan_serialize {
    struct rowan_buffer declared; /* in the piece, by the elements that are open there */
    struct rowan_buffer needed;   /* declarations around the piece that the outermost element in hand uses */
    struct rowan_buffer inserted; /* the texts of these */
};

void rowan_serialize_clear(struct rowan_serialize *serializer);
/*
 * Append the markup of an element that is located (of the document node: of its element) to out; inner: only
 * of what is in it, where each outermost element declares what it needs. ROWAN_DOCUMENT, reason "limit", when
 * the declarations make it several times as large as the document.
 */
enum rowan_status rowan_serialize_append(struct rowan_serialize *serializer,
                                         const struct rowan_document *document, const struct rowan_node *node,
                                         bool inner, struct rowan_buffer *out, struct rowan_error *err);
#endif
