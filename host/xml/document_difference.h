#ifndef ROWAN_DOCUMENT_DIFFERENCE_H
#define ROWAN_DOCUMENT_DIFFERENCE_H
/* Two projected documents that were made of one text in two ways: are they the same, and if not, where? */
#include <stdbool.h>

#include "xml/document.h"
#include "xml/qname_table.h"

#define ROWAN_DIFFERENCE_MAX 400

/*
 * All that a document has is compared: names, order, texts, attributes, offsets, spans with their namespaces,
 * counts. Both have their names from this table. On true out says where the first difference is and what
 * each has, that of a first.
 */
bool rowan_document_differs(const struct rowan_document *a, const struct rowan_document *b,
                            const struct rowan_qname_table *names, char *out, size_t size);
#endif
