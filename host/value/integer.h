#ifndef ROWAN_INTEGER_H
#define ROWAN_INTEGER_H
/* tinyint, smallint, integer and bigint. */
#include "value/value.h"

enum rowan_status rowan_integer_convert(enum rowan_kind kind, enum rowan_rounding rounding,
                                        struct rowan_slice text, struct rowan_buffer *scratch,
                                        struct rowan_value *out, struct rowan_error *err);
#endif
