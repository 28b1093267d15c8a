#ifndef ROWAN_COMPARE_H
#define ROWAN_COMPARE_H
/* Which of two values of one type is the greater: one order for all databases, whatever their collations. */
#include "value/value.h"

/* Below 0, 0, above 0. NULL is less than anything; texts are compared byte by byte. */
int rowan_value_compare(const struct rowan_type *type, const struct rowan_value *a,
                        const struct rowan_value *b);
/* Append bytes that are the same for values that are equal, and for no others. False: no memory. */
bool rowan_value_append_key(struct rowan_buffer *out, const struct rowan_type *type,
                            const struct rowan_value *value);
#endif
