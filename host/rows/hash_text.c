/*
 * What is hashed is the values one after another: of each its length in bytes, a colon and its text, or "-"
 * where there is none. So no two rows have the same text unless all values are the same. docs/keys.md has the
 * SQL that makes the same, hence the texts are those that all databases can write.
 */
#include "rows/hash_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"

#define FRACTION 6 /* digits of a second, always */

static bool append_text(struct rowan_buffer *out, struct rowan_slice text)
{
    return rowan_buffer_append_int(out, (long long)text.size) && rowan_buffer_append_char(out, ':') &&
           rowan_buffer_append(out, text.data, text.size);
}

static bool append_number(struct rowan_buffer *out, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%lld", (long long)number);
    return append_text(out, rowan_slice_of(digits));
}

static bool append_hex(struct rowan_buffer *out, struct rowan_slice bytes)
{
    static const char digits[] = "0123456789abcdef";
    bool good = rowan_buffer_append_int(out, 2 * (long long)bytes.size) &&
                rowan_buffer_append_char(out, ':') && rowan_buffer_reserve(out, 2 * bytes.size);

    for (size_t i = 0; good && i < bytes.size; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        good = rowan_buffer_append_char(out, digits[byte >> 4]) &&
               rowan_buffer_append_char(out, digits[byte & 15]);
    }
    return good;
}

/* Seconds have the digits that a value lacks: columns of databases have different numbers of them. */
static bool append_time(struct rowan_buffer *out, struct rowan_slice text)
{
    const char *point = memchr(text.data, '.', text.size);
    size_t given = point ? (size_t)(text.data + text.size - point - 1) : 0;
    bool good = rowan_buffer_append_int(out, (long long)(text.size - given + FRACTION + !point)) &&
                rowan_buffer_append_char(out, ':') && rowan_buffer_append(out, text.data, text.size) &&
                (point || rowan_buffer_append_char(out, '.'));

    while (good && given++ < FRACTION)
        good = rowan_buffer_append_char(out, '0');
    return good;
}

static bool append_value(struct rowan_buffer *out, const struct rowan_type *type,
                         const struct rowan_value *value)
{
    if (value->null)
        return rowan_buffer_append_char(out, '-');
    if (rowan_type_is_integer(type))
        return append_number(out, value->number);
    if (type->kind == ROWAN_BINARY)
        return append_hex(out, value->text);
    if (type->kind == ROWAN_TIME || type->kind == ROWAN_TIMESTAMP)
        return append_time(out, value->text);
    return append_text(out, value->text);
}

/* RFC 9562: version 8 is for those who make their own; two bits say that it is of that family. */
static bool append_uuid(struct rowan_buffer *out, const char *digits)
{
    static const char variants[] = "89ab";
    char uuid[32];
    unsigned nibble = digits[16] <= '9' ? (unsigned)(digits[16] - '0') : (unsigned)(digits[16] - 'a' + 10);
    bool good = true;

    memcpy(uuid, digits, sizeof uuid);
    uuid[12] = '8';
    uuid[16] = variants[nibble & 3];
    for (size_t i = 0; good && i < sizeof uuid; i++)
        good = ((i != 8 && i != 12 && i != 16 && i != 20) || rowan_buffer_append_char(out, '-')) &&
               rowan_buffer_append_char(out, uuid[i]);
    return good;
}

/* All 64 bits count, so half of the keys are negative. */
static bool append_bigint(struct rowan_buffer *out, const char *digits)
{
    char high[17];

    memcpy(high, digits, 16);
    high[16] = '\0';
    return rowan_buffer_append_int(out, (long long)(int64_t)strtoull(high, NULL, 16));
}

enum rowan_status rowan_hash_text(struct rowan_row_workspace *work, const struct rowan_column *column,
                                  struct rowan_slice *out, struct rowan_error *err)
{
    struct rowan_buffer *text = &work->joined;
    char digits[ROWAN_SHA256_DIGITS + 1];
    bool good = true;

    text->size = 0;
    for (size_t i = 0; good && i < column->other_count; i++) {
        const struct rowan_column_other *of = &column->others[i];
        struct rowan_value value = rowan_cells_get(&work->row_cells[of->of], work->row);
        good = append_value(text, &of->type, &value);
    }
    if (!good)
        return rowan_out_of_memory(err);
    if (work->trace)
        rowan_trace_step(work->trace, column, "text to hash", rowan_buffer_slice(text));
    rowan_digest_sha256(rowan_buffer_slice(text), digits);
    text->size = 0;
    good = column->type.kind == ROWAN_UUID ? append_uuid(text, digits) : append_bigint(text, digits);
    *out = rowan_buffer_slice(text);
    return good ? ROWAN_OK : rowan_out_of_memory(err);
}
