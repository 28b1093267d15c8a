/*
 * Decimals as digit text: no binary number is between the document and the database, so nothing
 * can be lost on the way. The value is signed magnitude; rounding works on the magnitude.
 */
#include "value/decimal.h"

#include "value/digits.h"

/* Add one to the last of count digits. The first is a spare zero, so the carry ends there. */
static void increment(char *digits, size_t count)
{
    while (digits[--count] == '9')
        digits[count] = '0';
    digits[count]++;
}

static bool all_zero(const char *digits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (digits[i] != '0')
            return false;
    }
    return true;
}

/* digits: whole of them before the point, scale after it. */
static size_t print_number(char *out, bool negative, const char *digits, size_t whole, size_t scale)
{
    size_t n = 0;

    if (negative && !all_zero(digits, whole + scale))
        out[n++] = '-';
    if (whole == 0)
        out[n++] = '0';
    memcpy(out + n, digits, whole);
    n += whole;
    if (scale > 0) {
        out[n++] = '.';
        memcpy(out + n, digits + whole, scale);
        n += scale;
    }
    return n;
}

static enum rowan_status fail_digits(const struct rowan_type *type, struct rowan_slice text, const char *verb,
                                     size_t digits, bool before, struct rowan_error *err)
{
    int room = before ? type->precision - type->scale : type->scale;

    return rowan_value_fail(err, text, "%s %zu digit%s %s the point, decimal(%d,%d) holds %d", verb, digits,
                            digits == 1 ? "" : "s", before ? "before" : "after", type->precision, type->scale,
                            room);
}

enum rowan_status rowan_decimal_convert(const struct rowan_type *type, enum rowan_rounding rounding,
                                        struct rowan_slice text, struct rowan_buffer *scratch,
                                        struct rowan_value *out, struct rowan_error *err)
{
    struct rowan_digits number;
    char digits[ROWAN_PRECISION_MAX + 1];
    char printed[ROWAN_PRECISION_MAX + 3]; /* sign, a zero before the point, the point */
    size_t scale = (size_t)type->scale;
    size_t room = (size_t)(type->precision - type->scale);
    size_t whole, kept, start;

    if (!rowan_digits_read(&number, text))
        return rowan_value_fail(err, text, "is not a decimal number");
    whole = number.whole.size;
    if (whole > room)
        return fail_digits(type, text, "has", whole, true, err);
    if (number.fraction.size > scale && rounding == ROWAN_ROUNDING_ERROR)
        return fail_digits(type, text, "has", number.fraction.size, false, err);

    out->is_changed = number.fraction.size > scale;
    kept = number.fraction.size < scale ? number.fraction.size : scale;
    digits[0] = '0';
    memcpy(digits + 1, number.whole.data, whole);
    memcpy(digits + 1 + whole, number.fraction.data, kept);
    memset(digits + 1 + whole + kept, '0', scale - kept);
    if (number.fraction.size > scale && rounding == ROWAN_ROUNDING_HALF_UP &&
        number.fraction.data[scale] >= '5')
        increment(digits, 1 + whole + scale);

    start = digits[0] == '0' ? 1 : 0;
    whole += 1 - start;
    if (whole > room)
        return fail_digits(type, text, "rounds to", whole, true, err);
    return rowan_value_keep(scratch, printed,
                            print_number(printed, number.negative, digits + start, whole, scale), out, err);
}
