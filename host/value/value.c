/*
 * Text -> value: trimming, null, and the types that need few lines. Only text is checked for UTF-8
 * beforehand; the other grammars are ASCII, so the check is left for the message of a refusal.
 */
#include "value/convert.h"

#include <stdarg.h>
#include <stdio.h>

#define QUOTED_SIZE 320 /* rowan_quote shows about 60 bytes, four places each at most */

enum rowan_status rowan_value_fail(struct rowan_error *err, struct rowan_slice value, const char *format, ...)
{
    char quoted[QUOTED_SIZE];
    char rest[ROWAN_MESSAGE_MAX];
    va_list args;

    if (!err)
        return ROWAN_DOCUMENT;
    va_start(args, format);
    vsnprintf(rest, sizeof rest, format, args);
    va_end(args);
    return rowan_fail(err, ROWAN_DOCUMENT, "value", "%s %s", rowan_quote(quoted, sizeof quoted, value), rest);
}

enum rowan_status rowan_value_keep(struct rowan_buffer *scratch, const char *data, size_t size,
                                   struct rowan_value *out, struct rowan_error *err)
{
    scratch->size = 0;
    if (!rowan_buffer_append(scratch, data, size))
        return rowan_out_of_memory(err);
    out->text = rowan_buffer_slice(scratch);
    return ROWAN_OK;
}

/* The message may hold only what is valid, so it shows what comes before the bad byte. */
static enum rowan_status refuse_encoding(struct rowan_slice text, size_t good, struct rowan_error *err)
{
    unsigned char bad = (unsigned char)text.data[good];
    struct rowan_slice before = {text.data, good};

    if (bad == 0)
        return rowan_value_fail(err, before, "is followed by a NUL character (byte %zu)", good + 1);
    return rowan_value_fail(err, before, "is followed by what is not UTF-8 (byte %zu is 0x%02X)", good + 1,
                            (unsigned)bad);
}

static enum rowan_status convert_text(size_t length, enum rowan_too_long too_long, struct rowan_slice text,
                                      struct rowan_value *out, struct rowan_error *err)
{
    size_t characters;
    size_t good = rowan_utf8_scan(text, &characters);

    if (good < text.size)
        return refuse_encoding(text, good, err);
    out->text = text;
    if (length == 0 || characters <= length)
        return ROWAN_OK;
    if (too_long == ROWAN_TOO_LONG_ERROR)
        return rowan_value_fail(err, text, "has %zu characters, text(%zu) holds %zu", characters, length,
                                length);
    out->text.size = rowan_utf8_prefix(text, length);
    return ROWAN_OK;
}

static const struct range {
    int64_t low, high;
} ranges[] = {
    [ROWAN_TINYINT] = {0, UINT8_MAX},
    [ROWAN_SMALLINT] = {INT16_MIN, INT16_MAX},
    [ROWAN_INTEGER] = {INT32_MIN, INT32_MAX},
    [ROWAN_BIGINT] = {INT64_MIN, INT64_MAX},
};

static enum rowan_status refuse_range(enum rowan_kind kind, bool negative, struct rowan_slice text,
                                      struct rowan_error *err)
{
    return rowan_value_fail(err, text, "is too %s for %s (%lld to %lld)", negative ? "small" : "large",
                            rowan_kind_name(kind), (long long)ranges[kind].low, (long long)ranges[kind].high);
}

/* digits is what counts; messages show text. */
static enum rowan_status convert_integer(enum rowan_kind kind, struct rowan_slice text,
                                         struct rowan_slice digits, struct rowan_value *out,
                                         struct rowan_error *err)
{
    const char *p = digits.data;
    const char *end = p + digits.size;
    bool negative = *p == '-';
    bool overflow = false;
    uint64_t number = 0;
    uint64_t limit;

    if (*p == '-' || *p == '+')
        p++;
    if (p == end)
        return rowan_value_fail(err, text, "is not an integer");
    for (; p < end; p++) {
        unsigned digit = (unsigned)(unsigned char)*p - '0';
        if (digit > 9)
            return rowan_value_fail(err, text, "is not an integer");
        if (number > INT64_MAX / 10) /* up to here one more digit stays below 2^64 */
            overflow = true;
        else
            number = number * 10 + digit;
    }
    limit = negative ? 0 - (uint64_t)ranges[kind].low : (uint64_t)ranges[kind].high;
    if (overflow || number > limit)
        return refuse_range(kind, negative, text, err);
    out->number = (int64_t)(negative ? 0 - number : number);
    return ROWAN_OK;
}

static enum rowan_status round_integer(enum rowan_kind kind, enum rowan_rounding rounding,
                                       struct rowan_slice text, struct rowan_buffer *scratch,
                                       struct rowan_value *out, struct rowan_error *err)
{
    static const struct rowan_type whole = {.kind = ROWAN_DECIMAL, .precision = ROWAN_PRECISION_MAX};
    struct rowan_value rounded = {0};
    enum rowan_status st;

    if (rounding == ROWAN_ROUNDING_ERROR || !memchr(text.data, '.', text.size))
        return convert_integer(kind, text, text, out, err);
    st = rowan_decimal_convert(&whole, rounding, text, scratch, &rounded, NULL);
    if (st == ROWAN_DOCUMENT)
        return rowan_value_fail(err, text, "is not an integer, nor a decimal number of at most %d digits",
                                ROWAN_PRECISION_MAX);
    if (st != ROWAN_OK)
        return rowan_out_of_memory(err);
    return convert_integer(kind, text, rounded.text, out, err);
}

static enum rowan_status convert_boolean(enum rowan_kind kind, struct rowan_slice text,
                                         struct rowan_value *out, struct rowan_error *err)
{
    static const char words[][8] = {"0", "1", "false", "true", "n", "y", "no", "yes", "f", "t", "off", "on"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (rowan_slice_is_word(text, words[i])) {
            out->number = i % 2;
            return ROWAN_OK;
        }
    }
    return rowan_value_fail(err, text, "is not a %s (true, false, yes, no, y, n, t, f, on, off, 1 or 0)",
                            rowan_kind_name(kind));
}

/* All types but text and xml; text is trimmed and not empty. */
static enum rowan_status convert_word(const struct rowan_type *type, const struct rowan_value_rules *rules,
                                      struct rowan_slice text, struct rowan_buffer *scratch,
                                      struct rowan_value *out, struct rowan_error *err)
{
    switch (type->kind) {
    case ROWAN_BOOLEAN:
    case ROWAN_BIT:
        return convert_boolean(type->kind, text, out, err);
    case ROWAN_TINYINT:
    case ROWAN_SMALLINT:
    case ROWAN_INTEGER:
    case ROWAN_BIGINT:
        return round_integer(type->kind, rules->rounding, text, scratch, out, err);
    case ROWAN_DECIMAL:
        return rowan_decimal_convert(type, rules->rounding, text, scratch, out, err);
    case ROWAN_REAL:
    case ROWAN_DOUBLE:
        return rowan_float_convert(type->kind, text, scratch, out, err);
    case ROWAN_DATE:
    case ROWAN_TIME:
    case ROWAN_TIMESTAMP:
        return rowan_datetime_convert(type->kind, rules, text, scratch, out, err);
    case ROWAN_UUID:
        return rowan_uuid_convert(text, scratch, out, err);
    case ROWAN_BINARY:
        return rowan_binary_convert(type->length, rules->encoding, text, scratch, out, err);
    case ROWAN_ENUM:
        return rowan_enum_convert(type->labels, rules->ignore_case, text, scratch, out, err);
    case ROWAN_TEXT:
    case ROWAN_XML:
        break;
    }
    return rowan_fail(err, ROWAN_USAGE, "value", "no such type: %d", (int)type->kind);
}

enum rowan_status rowan_value_convert(const struct rowan_type *type, const struct rowan_value_rules *rules,
                                      struct rowan_slice text, struct rowan_buffer *scratch,
                                      struct rowan_value *out, struct rowan_error *err)
{
    bool is_text = type->kind == ROWAN_TEXT || type->kind == ROWAN_XML;
    enum rowan_status st;
    size_t characters, good;

    *out = (struct rowan_value){0};
    if (!is_text || rules->trim)
        text = rowan_slice_trim(text);
    if (text.size == 0) {
        if (type->kind == ROWAN_ENUM && type->labels && rowan_labels_find(type->labels, text))
            return rowan_enum_convert(type->labels, false, text, scratch, out, err);
        out->null = (!is_text && type->kind != ROWAN_BINARY) || !rules->keep_empty || !text.data;
        out->text = text;
        return ROWAN_OK;
    }
    if (is_text)
        return convert_text(type->length, rules->too_long, text, out, err);
    st = convert_word(type, rules, text, scratch, out, err);
    if (st != ROWAN_DOCUMENT)
        return st;
    good = rowan_utf8_scan(text, &characters);
    return good < text.size ? refuse_encoding(text, good, err) : st;
}

/* Numbers that are stored as text are canonical: a zero has no digit but zeros. */
bool rowan_value_is_zero(const struct rowan_type *type, const struct rowan_value *value)
{
    if (type->kind == ROWAN_ENUM)
        return false;
    if (rowan_type_is_integer(type))
        return value->number == 0;
    if (type->kind != ROWAN_DECIMAL && type->kind != ROWAN_REAL && type->kind != ROWAN_DOUBLE)
        return false;
    for (size_t i = 0; i < value->text.size; i++)
        if (value->text.data[i] >= '1' && value->text.data[i] <= '9')
            return false;
    return true;
}
