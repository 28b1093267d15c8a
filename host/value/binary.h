#ifndef ROWAN_BINARY_H
#define ROWAN_BINARY_H
/* binary: base64 or hexadecimal digits. */
#include "value/value.h"

/* length in bytes, 0 = unlimited */
enum rowan_status rowan_binary_convert(size_t length, enum rowan_encoding encoding, struct rowan_slice text,
                                       struct rowan_buffer *scratch, struct rowan_value *out,
                                       struct rowan_error *err);
#endif
