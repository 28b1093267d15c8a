#ifndef ROWAN_FILE_KEY_H
#define ROWAN_FILE_KEY_H
/*
 * The key of a file is its path below the root. '%', control characters and bytes that are not UTF-8 are
 * written as '%' and two digits, so a key is a text in one line, and no two paths have the same.
 */
#include "base/buffer.h"
#include "base/slice.h"

/* Append a path, or a part of it, as a key. False: no memory. */
bool rowan_file_key_add(struct rowan_buffer *out, struct rowan_slice path);
/* Append the path that a key stands for; it may be one that no file has. False: no memory. */
bool rowan_file_key_path(struct rowan_buffer *out, struct rowan_slice key);
/* Byte by byte, as keys are in order: below, above or 0. */
int rowan_file_key_compare(struct rowan_slice a, struct rowan_slice b);
/* Does the key begin with this? */
static inline bool rowan_file_key_begins(struct rowan_slice key, struct rowan_slice with)
{
    return key.size >= with.size && (with.size == 0 || memcmp(key.data, with.data, with.size) == 0);
}
#endif
