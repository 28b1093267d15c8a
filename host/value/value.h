#ifndef ROWAN_VALUE_H
#define ROWAN_VALUE_H
/*
 * Text from a document -> a value of a column's type. Strict: what does not fit is refused with a
 * message that shows the value, never rounded, cut or guessed, unless the rules say so.
 * No libc locale call is made.
 */
#include "base/buffer.h"
#include "base/utf8.h"
#include "value/type.h"

struct rowan_value {
    bool null;
    bool omit;               /* null: the column stays out of the INSERT, the database's default applies */
    bool is_default;         /* not from the document */
    bool of_blank;           /* an enum's value for an empty text: it says nothing by itself */
    int64_t number;          /* when rowan_type_is_integer(type) */
    struct rowan_slice text; /* otherwise, bytes for binary; see rowan_value_convert for how long it lives */
};

enum rowan_too_long { ROWAN_TOO_LONG_ERROR, ROWAN_TOO_LONG_CUT };
enum rowan_rounding { ROWAN_ROUNDING_ERROR, ROWAN_ROUNDING_HALF_UP, ROWAN_ROUNDING_DOWN };
/* What a timestamp with an offset ("Z", "+02:00") becomes; without an offset it is kept as written. */
enum rowan_zone { ROWAN_ZONE_ERROR, ROWAN_ZONE_UTC, ROWAN_ZONE_DROP };

/* How a binary value is written in the document. */
enum rowan_encoding { ROWAN_ENCODING_BASE64, ROWAN_ENCODING_HEX };

struct rowan_datetime_formats;

/* All zero is the strict default. */
struct rowan_value_rules {
    bool trim;        /* text: white space at both ends goes first (other types always trim) */
    bool keep_empty;  /* text, binary: "" is a value; otherwise empty text is no value */
    bool ignore_case; /* enum: labels are compared without regard to case */
    enum rowan_too_long too_long;
    enum rowan_rounding rounding; /* decimal, integers: digits beyond the scale that are not zeros;
                                     down: fractions of a second that are too fine, a date's time of day */
    enum rowan_zone zone;
    enum rowan_encoding encoding;                 /* binary */
    const struct rowan_datetime_formats *formats; /* date, time, timestamp; NULL: the built-in grammar */
};

/*
 * Convert one text. Text that is empty (after the trimming that applies) gives out->null unless
 * keep_empty, or an enum with a label ""; the caller then applies default or required. out->text points into
 * text itself, into the type's labels, or into scratch (which is overwritten: it holds one value). On a value
 * that does not fit: ROWAN_DOCUMENT, reason "value", message like "12a" is not an integer          "70000" is
 * too large for smallint (-32768 to 32767) Text must be valid UTF-8 without NUL, which is checked here
 * (values of Lua functions come too).
 */
enum rowan_status rowan_value_convert(const struct rowan_type *type, const struct rowan_value_rules *rules,
                                      struct rowan_slice text, struct rowan_buffer *scratch,
                                      struct rowan_value *out, struct rowan_error *err);

/* Whether a value that is not null is a number, and zero. */
bool rowan_value_is_zero(const struct rowan_type *type, const struct rowan_value *value);

#endif
