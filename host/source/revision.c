#include "source/revision.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/digest.h"
#include "value/convert.h"
#include "value/datetime.h"

#define PREFIX "sha256:"

/* With all digits of a second, in UTC where the text has an offset. */
static bool append_datetime(struct rowan_buffer *out, enum rowan_kind kind, struct rowan_slice text)
{
    struct rowan_datetime m = {0};
    char printed[ROWAN_DATETIME_PRINTED];

    if (rowan_datetime_read_iso(kind, text, &m) || (m.zoned && !rowan_datetime_to_utc(kind, &m)))
        return rowan_buffer_append(out, text.data, text.size);
    if (m.timed && kind == ROWAN_DATE)
        kind = ROWAN_TIMESTAMP;
    return rowan_buffer_append(out, printed, rowan_datetime_print(kind, &m, printed));
}

static bool append_value(struct rowan_buffer *out, const struct rowan_type *type, struct rowan_slice text)
{
    static const struct rowan_value_rules rules;
    struct rowan_buffer scratch = {0};
    struct rowan_value value;
    enum rowan_status st;
    bool good;

    st = rowan_convert(type, &rules, text, &scratch, &value, NULL);
    if (st != ROWAN_OK || value.null)
        good = st != ROWAN_NO_MEMORY && rowan_buffer_append(out, text.data, text.size);
    else if (rowan_type_is_integer(type))
        good = rowan_buffer_append_int(out, value.number);
    else
        good = rowan_buffer_append(out, value.text.data, value.text.size);
    rowan_buffer_clear(&scratch);
    return good;
}

static bool is_plain(struct rowan_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < ' ' || text.data[i] > '~')
            return false;
    return text.size < ROWAN_REVISION_SIZE &&
           (text.size < strlen(PREFIX) || memcmp(text.data, PREFIX, strlen(PREFIX)) != 0);
}

bool rowan_revision_append_digest(struct rowan_buffer *out, struct rowan_slice document)
{
    char digits[ROWAN_SHA256_DIGITS + 1];

    if (!document.data)
        return rowan_buffer_reserve(out, 1);
    rowan_digest_sha256(document, digits);
    return rowan_buffer_append_slice(out, PREFIX) && rowan_buffer_append_slice(out, digits);
}

bool rowan_revision_append_file(struct rowan_buffer *out, int64_t seconds, long nanoseconds, int64_t size)
{
    time_t time = (time_t)seconds;
    char text[ROWAN_REVISION_SIZE], day[64];
    struct tm utc;

    if (gmtime_r(&time, &utc) && strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", &utc) > 0)
        snprintf(text, sizeof text, "%s.%09ld %lld", day, nanoseconds, (long long)size);
    else
        snprintf(text, sizeof text, "%lld.%09ld %lld", (long long)seconds, nanoseconds, (long long)size);
    return rowan_buffer_append_slice(out, text);
}

/* What stands in out from begin on is kept. */
static bool shorten(struct rowan_buffer *out, size_t begin)
{
    struct rowan_slice text = {out->data + begin, out->size - begin};
    char digits[ROWAN_SHA256_DIGITS + 1];

    if (is_plain(text))
        return true;
    rowan_digest_sha256(text, digits);
    out->size = begin;
    return rowan_buffer_append_slice(out, PREFIX) && rowan_buffer_append_slice(out, digits);
}

bool rowan_revision_append(struct rowan_buffer *out, const struct rowan_type *type, struct rowan_slice text)
{
    size_t begin = out->size;

    if (!text.data || text.size == 0)
        return rowan_buffer_reserve(out, 1);
    if (rowan_kind_is_datetime(type->kind))
        return append_datetime(out, type->kind, rowan_slice_trim(text)) && shorten(out, begin);
    return append_value(out, type, text) && shorten(out, begin);
}
