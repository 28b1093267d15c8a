#ifndef ROWAN_DOCUMENT_READER_H
#define ROWAN_DOCUMENT_READER_H
/* What a mapping's source says of its documents: limits and leniency (plan/document_limits.h). */
#include "language/reader.h"

/* Whether a field of the source is one of these, whatever its documents are. */
bool rowan_document_reader_knows(const char *field);
/* The table of the source is at index. */
enum rowan_status rowan_document_reader_add(struct rowan_reader *c, int source, struct rowan_location place);
#endif
