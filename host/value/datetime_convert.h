#ifndef ROWAN_DATETIME_CONVERT_H
#define ROWAN_DATETIME_CONVERT_H
/* date, time and timestamp. */
#include "value/value.h"

enum rowan_status rowan_datetime_convert(enum rowan_kind kind, const struct rowan_value_rules *rules,
                                         struct rowan_slice text, struct rowan_buffer *scratch,
                                         struct rowan_value *out, struct rowan_error *err);
#endif
