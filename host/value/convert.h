#ifndef ROWAN_CONVERT_H
#define ROWAN_CONVERT_H
/*
 * Text from a document -> a value of a column's type. Strict: what does not fit is refused with a message
 * that shows the value, never rounded, cut or guessed, unless the rules say so. No libc locale call is made.
 */
#include "value/value.h"

/*
 * Convert one text. Text that is empty (after the trimming that applies) gives out->null unless keep_empty,
 * or an enum with a label ""; the caller then applies default or required. out->text points into text itself,
 * into the type's labels, or into scratch (which is overwritten: it holds one value). On a value that does
 * not fit: ROWAN_DOCUMENT, reason "value", and a message like "12a" is not an integer "70000" is too large
 * for smallint (-32768 to 32767) Text must be valid UTF-8 without NUL, which is checked here (values of Lua
 * functions come too).
 */
enum rowan_status rowan_convert(const struct rowan_type *type, const struct rowan_value_rules *rules,
                                struct rowan_slice text, struct rowan_buffer *scratch,
                                struct rowan_value *out, struct rowan_error *err);
/* A text without white space at its ends. */
enum rowan_status rowan_convert_boolean(struct rowan_slice text, bool *out, struct rowan_error *err);
#endif
