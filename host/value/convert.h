#ifndef ROWAN_CONVERT_H
#define ROWAN_CONVERT_H
/*
 * The parts of value.c that have files of their own. Each takes trimmed, not empty text and refuses
 * what its grammar does not know; so what it accepts is ASCII, but for the
 * labels of enums.
 */
#include "value/value.h"

/* ROWAN_DOCUMENT with the value quoted before the text: rowan_value_fail(err, v, "is not an integer"). */
enum rowan_status rowan_value_fail(struct rowan_error *err, struct rowan_slice value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Put size bytes into scratch and make them the value. */
enum rowan_status rowan_value_keep(struct rowan_buffer *scratch, const char *data, size_t size,
                                   struct rowan_value *out, struct rowan_error *err);

enum rowan_status rowan_decimal_convert(const struct rowan_type *type, enum rowan_rounding rounding,
                                        struct rowan_slice text, struct rowan_buffer *scratch,
                                        struct rowan_value *out, struct rowan_error *err);
/* real and double */
enum rowan_status rowan_float_convert(enum rowan_kind kind, struct rowan_slice text,
                                      struct rowan_buffer *scratch, struct rowan_value *out,
                                      struct rowan_error *err);
/* date, time and timestamp */
enum rowan_status rowan_datetime_convert(enum rowan_kind kind, const struct rowan_value_rules *rules,
                                         struct rowan_slice text, struct rowan_buffer *scratch,
                                         struct rowan_value *out, struct rowan_error *err);
enum rowan_status rowan_uuid_convert(struct rowan_slice text, struct rowan_buffer *scratch,
                                     struct rowan_value *out, struct rowan_error *err);
/* length in bytes, 0 = unlimited */
enum rowan_status rowan_binary_convert(size_t length, enum rowan_encoding encoding, struct rowan_slice text,
                                       struct rowan_buffer *scratch, struct rowan_value *out,
                                       struct rowan_error *err);
enum rowan_status rowan_enum_convert(const struct rowan_labels *labels, bool ignore_case,
                                     struct rowan_slice text, struct rowan_buffer *scratch,
                                     struct rowan_value *out, struct rowan_error *err);
#endif
