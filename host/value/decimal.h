#ifndef ROWAN_DECIMAL_H
#define ROWAN_DECIMAL_H
/* decimal(precision, scale): digits as they are written. */
#include "value/value.h"

enum rowan_status rowan_decimal_convert(const struct rowan_type *type, enum rowan_rounding rounding,
                                        struct rowan_slice text, struct rowan_buffer *scratch,
                                        struct rowan_value *out, struct rowan_error *err);
#endif
