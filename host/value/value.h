#ifndef ROWAN_VALUE_H
#define ROWAN_VALUE_H
/*
 * A value of a column's type, and the rules by which a text becomes one. Each type has a file that converts
 * (decimal, float, ...): it takes trimmed text that is not empty, and refuses what its grammar does not know;
 * so what it accepts is ASCII, but for the labels of enums.
 */
#include "base/buffer.h"
#include "base/utf8.h"
#include "value/notation.h"
#include "value/type.h"

struct rowan_value {
    bool null;
    bool omit;               /* null: the column stays out of the INSERT, the database's default applies */
    bool is_default;         /* not from the document */
    bool bad;                /* made of what does not convert */
    bool is_changed;         /* too_long cut it, or rounding left digits away */
    bool of_blank;           /* an enum's value for an empty text: it says nothing by itself */
    int64_t number;          /* when rowan_type_is_integer(type) */
    struct rowan_slice text; /* otherwise, bytes for binary; see rowan_convert for how long it lives */
};

enum rowan_too_long { ROWAN_TOO_LONG_ERROR, ROWAN_TOO_LONG_CUT };
enum rowan_rounding { ROWAN_ROUNDING_ERROR, ROWAN_ROUNDING_HALF_UP, ROWAN_ROUNDING_DOWN };
/* What a timestamp with an offset ("Z", "+02:00") becomes; without an offset it is kept as written. */
enum rowan_zone { ROWAN_ZONE_ERROR, ROWAN_ZONE_UTC, ROWAN_ZONE_DROP };

/* Which day a year or a month without one stands for. */
enum rowan_partial { ROWAN_PARTIAL_REFUSED, ROWAN_PARTIAL_FIRST, ROWAN_PARTIAL_LAST };

/* How a binary value is written in the document. */
enum rowan_encoding { ROWAN_ENCODING_BASE64, ROWAN_ENCODING_HEX };

struct rowan_datetime_formats;
struct rowan_assumed_zone;

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
    struct rowan_notation notation;               /* numbers */
    const struct rowan_datetime_formats *formats; /* date, time, timestamp; NULL: the built-in grammar */
    const struct rowan_assumed_zone *assumed; /* timestamp: of what has no offset; NULL: it stays as it is */
};

/* ROWAN_DOCUMENT with the value quoted before the text: rowan_value_fail(err, v, "is not an integer"). */
enum rowan_status rowan_value_fail(struct rowan_error *err, struct rowan_slice value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Put size bytes into scratch and make them the value. */
enum rowan_status rowan_value_keep(struct rowan_buffer *scratch, const char *data, size_t size,
                                   struct rowan_value *out, struct rowan_error *err);
/* Whether a value that is not null is a number, and zero. */
bool rowan_value_is_zero(const struct rowan_type *type, const struct rowan_value *value);
#endif
