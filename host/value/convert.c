/*
 * Trimming, null, and the types that need few lines. Only text is checked for UTF-8 beforehand; the other
 * grammars are ASCII, so the check is left for the message of a refusal.
 */
#include "value/convert.h"

#include "value/binary.h"
#include "value/datetime_convert.h"
#include "value/decimal.h"
#include "value/enum.h"
#include "value/float.h"
#include "value/integer.h"
#include "value/uuid.h"
#include "value/written_number.h"

/* The message may hold only what is valid, so it shows what comes before the bad byte. 0xC0 0x80 is a NUL
 * that was kept from ending a text. */
static enum rowan_status fail_encoding(struct rowan_slice text, size_t good, struct rowan_error *err)
{
    unsigned char bad = (unsigned char)text.data[good];
    struct rowan_slice before = {text.data, good};

    if (bad == 0 || (bad == 0xC0 && good + 1 < text.size && (unsigned char)text.data[good + 1] == 0x80))
        return rowan_value_fail(err, before, "is followed by a NUL character (byte %zu)", good + 1);
    return rowan_value_fail(err, before, "is followed by what is not UTF-8 (byte %zu is 0x%02X)", good + 1,
                            (unsigned)bad);
}

/* What is trimmed has no blank at its end after a cut either. */
static enum rowan_status convert_text(size_t length, const struct rowan_value_rules *rules,
                                      struct rowan_slice text, struct rowan_value *out,
                                      struct rowan_error *err)
{
    size_t characters;
    size_t good = rowan_utf8_scan(text, &characters);

    if (good < text.size)
        return fail_encoding(text, good, err);
    out->text = text;
    if (length == 0 || characters <= length)
        return ROWAN_OK;
    if (rules->too_long == ROWAN_TOO_LONG_ERROR)
        return rowan_value_fail(err, text, "has %zu characters, text(%zu) holds %zu", characters, length,
                                length);
    out->text.size = rowan_utf8_prefix(text, length);
    if (rules->trim)
        out->text = rowan_slice_trim(out->text);
    out->is_changed = true;
    return ROWAN_OK;
}

/* -1: it is none. */
static int read_boolean(struct rowan_slice text)
{
    static const char words[][8] = {"0", "1", "false", "true", "n", "y", "no", "yes", "f", "t", "off", "on"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (rowan_slice_is_word(text, words[i]))
            return i % 2;
    return -1;
}

static enum rowan_status convert_boolean(enum rowan_kind kind, struct rowan_slice text,
                                         struct rowan_value *out, struct rowan_error *err)
{
    int truth = read_boolean(text);

    if (truth < 0)
        return rowan_value_fail(err, text, "is not a %s (true, false, yes, no, y, n, t, f, on, off, 1 or 0)",
                                rowan_kind_name(kind));
    out->number = truth;
    return ROWAN_OK;
}

enum rowan_status rowan_convert_boolean(struct rowan_slice text, bool *out, struct rowan_error *err)
{
    struct rowan_value value = {0};
    enum rowan_status st = convert_boolean(ROWAN_BOOLEAN, text, &value, err);

    *out = value.number != 0;
    return st;
}

static bool is_number(enum rowan_kind kind)
{
    return kind >= ROWAN_TINYINT && kind <= ROWAN_DOUBLE;
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
        return rowan_integer_convert(type->kind, rules->rounding, text, scratch, out, err);
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

/* A refusal shows the text, and then the number that it was read as. */
static enum rowan_status convert_notation(const struct rowan_type *type,
                                          const struct rowan_value_rules *rules, struct rowan_slice text,
                                          struct rowan_buffer *scratch, struct rowan_value *out,
                                          struct rowan_error *err)
{
    struct rowan_value_rules rest = *rules;
    struct rowan_slice number = text;
    char plain[ROWAN_WRITTEN_NUMBER_MAX], quoted[320];
    enum rowan_status st = rowan_written_number_read(rules->notation, rules->rounding, &number, plain, err);

    if (st != ROWAN_OK)
        return st;
    rest.notation = (struct rowan_notation){0};
    st = rowan_convert(type, &rest, number, scratch, out, err);
    if (st == ROWAN_DOCUMENT && err)
        rowan_error_prefix(err, "%s", rowan_quote(quoted, sizeof quoted, text));
    return st;
}

enum rowan_status rowan_convert(const struct rowan_type *type, const struct rowan_value_rules *rules,
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
        return convert_text(type->length, rules, text, out, err);
    if (rules->notation.point && is_number(type->kind))
        return convert_notation(type, rules, text, scratch, out, err);
    st = convert_word(type, rules, text, scratch, out, err);
    if (st != ROWAN_DOCUMENT)
        return st;
    good = rowan_utf8_scan(text, &characters);
    return good < text.size ? fail_encoding(text, good, err) : st;
}
