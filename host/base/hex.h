#ifndef ROWAN_HEX_H
#define ROWAN_HEX_H
/* Bytes that were written as pairs of hexadecimal digits. */
#include "base/buffer.h"

/* Make bytes of the digits that buffer has from there on, in their place. False: they are not such pairs. */
bool rowan_hex_bytes(struct rowan_buffer *buffer, size_t from);
#endif
