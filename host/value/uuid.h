#ifndef ROWAN_UUID_H
#define ROWAN_UUID_H
/* uuid. */
#include "value/value.h"

enum rowan_status rowan_uuid_convert(struct rowan_slice text, struct rowan_buffer *scratch,
                                     struct rowan_value *out, struct rowan_error *err);
#endif
