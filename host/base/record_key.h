#ifndef ROWAN_RECORD_KEY_H
#define ROWAN_RECORD_KEY_H
/* The key of a record in a file: that of its file, two slashes, and its number with so many digits that keys
 * are in the order of the file: "a.xml//000000000017". */
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

#define ROWAN_RECORD_DIGITS 12

/* Append the number to a key that ends in the slashes. False: no memory. */
bool rowan_record_key_add(struct rowan_buffer *key, uint64_t number);
/* What the key of a record says: that of its file, and the number in few digits. False: it is no such key. */
bool rowan_record_key_split(struct rowan_slice key, struct rowan_slice *file, struct rowan_slice *number);
/* Of records that have keys of their own: append '=' and that, "a.xml//=A-1", where '=' is written %3D and
 * what is no printable text is escaped as in paths. False: no memory. */
bool rowan_record_key_add_own(struct rowan_buffer *key, struct rowan_slice own);
/* What such a key says; its own part is written into room. False: it is no such key, or for lack of memory:
 * then *out_of_memory is set. */
bool rowan_record_key_split_own(struct rowan_slice key, struct rowan_buffer *room, struct rowan_slice *file,
                                struct rowan_slice *own, bool *out_of_memory);
#endif
