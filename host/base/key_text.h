#ifndef ROWAN_KEY_TEXT_H
#define ROWAN_KEY_TEXT_H
/*
 * The key of a document whose source has a key of several columns, as one text: the parts' texts with '/'
 * between them, where '/' is written %2F in a part and '%' is written %25. A key of one column is its text.
 * The dialects' keys.part and keys.between say the same in SQL.
 */
#include "base/buffer.h"
#include "base/slice.h"

/* Append a part; count: of all parts. False: no memory. */
bool rowan_key_text_add(struct rowan_buffer *out, struct rowan_slice part, size_t index, size_t count);
/* The parts of a key; their texts are appended to room. False when there are not count of them, or for lack
 * of memory: then *out_of_memory is set. */
bool rowan_key_text_split(struct rowan_slice key, struct rowan_buffer *room, struct rowan_slice *parts,
                          size_t count, bool *out_of_memory);
#endif
