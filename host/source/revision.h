#ifndef ROWAN_REVISION_H
#define ROWAN_REVISION_H
/*
 * Which text of a document it is, as one text that the ledger keeps: the same for one value, whichever
 * database it came from, and compared byte by byte. A column's value is written as its type has one way of
 * writing it; no value at all is "". What is long, or not plain ASCII, is kept as a digest.
 */
#include "base/buffer.h"
#include "expr/source_table.h"

#define ROWAN_REVISION_SIZE 128 /* bytes, with the end */

/* Append that of a column's value; a text that is none of the type's counts as it is written. data NULL: the
 * column is NULL. False: no memory. */
bool rowan_revision_append(struct rowan_buffer *out, const struct rowan_type *type, struct rowan_slice text);
/* Likewise, that of a file by its time and its size. */
bool rowan_revision_append_file(struct rowan_buffer *out, int64_t seconds, long nanoseconds, int64_t size);
/* Likewise, that of a document by its bytes. data NULL: there is none. */
bool rowan_revision_append_digest(struct rowan_buffer *out, struct rowan_slice document);
#endif
