#ifndef ROWAN_LINEAGE_TEXT_H
#define ROWAN_LINEAGE_TEXT_H
/*
 * Keys of rows as one text, and names of columns likewise: '/' between the parts of a key, a new line behind
 * each key but the last. In a part '%', '/' and a new line are written %25, %2F and %0A.
 */
#include "base/buffer.h"
#include "base/slice.h"

/* Append a part behind index others of its key. False: no memory. */
bool rowan_lineage_text_add(struct rowan_buffer *out, struct rowan_slice part, size_t index);
/* Take the last key off the end of keys, whose data is NULL when there is none left. */
struct rowan_slice rowan_lineage_text_last(struct rowan_slice *keys);
/* Its parts; their texts are in room, which is emptied before. False: there are not count of them, or, with
 * *out_of_memory, for lack of memory. */
bool rowan_lineage_text_split(struct rowan_slice key, struct rowan_buffer *room, struct rowan_slice *parts,
                              size_t count, bool *out_of_memory);
#endif
