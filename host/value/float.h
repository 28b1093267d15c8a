#ifndef ROWAN_FLOAT_H
#define ROWAN_FLOAT_H
/* real and double. */
#include "value/value.h"

enum rowan_status rowan_float_convert(enum rowan_kind kind, struct rowan_slice text,
                                      struct rowan_buffer *scratch, struct rowan_value *out,
                                      struct rowan_error *err);
#endif
