/* Whole numbers. Rules of rounding allow a fraction, which is then read as a decimal. */
#include "value/integer.h"

#include "value/decimal.h"

static const struct range {
    int64_t low, high;
} ranges[] = {
    [ROWAN_TINYINT] = {0, UINT8_MAX},
    [ROWAN_SMALLINT] = {INT16_MIN, INT16_MAX},
    [ROWAN_INTEGER] = {INT32_MIN, INT32_MAX},
    [ROWAN_BIGINT] = {INT64_MIN, INT64_MAX},
};

static enum rowan_status fail_range(enum rowan_kind kind, bool negative, struct rowan_slice text,
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
        return fail_range(kind, negative, text, err);
    out->number = (int64_t)(negative ? 0 - number : number);
    return ROWAN_OK;
}

enum rowan_status rowan_integer_convert(enum rowan_kind kind, enum rowan_rounding rounding,
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
    out->is_changed = rounded.is_changed;
    return convert_integer(kind, text, rounded.text, out, err);
}
