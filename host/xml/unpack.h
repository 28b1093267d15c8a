#ifndef ROWAN_UNPACK_H
#define ROWAN_UNPACK_H
/* A document's bytes, whether they are compressed or not. */
#include "base/buffer.h"
#include "base/status.h"
#include "xml/parse_limits.h"

/* What is compressed (gzip, zlib, zstd) is appended to out, and bytes are then that; others stay as they are.
 * ROWAN_DOCUMENT, reason "compressed" or "limit". */
enum rowan_status rowan_unpack(struct rowan_slice *bytes, const struct rowan_limits *limits,
                               struct rowan_buffer *out, struct rowan_error *err);
#endif
