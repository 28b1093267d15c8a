/*
 * Decimals as digit text: no binary number is between the document and the database, so nothing
 * can be lost on the way. The value is signed magnitude; rounding works on the magnitude.
 */
#include "value/decimal.h"

struct number {
    bool negative;
    struct rowan_slice whole;    /* digits before the point, without leading zeros */
    struct rowan_slice fraction; /* digits after it, without trailing zeros */
};

static struct rowan_slice take_digits(struct rowan_slice *rest)
{
    struct rowan_slice digits = {rest->data, 0};

    while (rest->size > 0 && (unsigned char)(rest->data[0] - '0') <= 9) {
        rest->data++;
        rest->size--;
    }
    digits.size = (size_t)(rest->data - digits.data);
    return digits;
}

/* [+-] digits [. digits], at least one digit in all. */
static bool split_number(struct rowan_slice text, struct number *out)
{
    bool digits;

    out->negative = text.data[0] == '-';
    if (text.data[0] == '-' || text.data[0] == '+') {
        text.data++;
        text.size--;
    }
    out->whole = take_digits(&text);
    out->fraction = (struct rowan_slice){text.data, 0};
    if (text.size > 0 && text.data[0] == '.') {
        text.data++;
        text.size--;
        out->fraction = take_digits(&text);
    }
    digits = out->whole.size + out->fraction.size > 0;
    while (out->whole.size > 0 && out->whole.data[0] == '0') {
        out->whole.data++;
        out->whole.size--;
    }
    while (out->fraction.size > 0 && out->fraction.data[out->fraction.size - 1] == '0')
        out->fraction.size--;
    return digits && text.size == 0;
}

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

static enum rowan_status refuse_digits(const struct rowan_type *type, struct rowan_slice text,
                                       const char *verb, size_t digits, bool before, struct rowan_error *err)
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
    struct number number;
    char digits[ROWAN_PRECISION_MAX + 1];
    char printed[ROWAN_PRECISION_MAX + 3]; /* sign, a zero before the point, the point */
    size_t scale = (size_t)type->scale;
    size_t room = (size_t)(type->precision - type->scale);
    size_t whole, kept, start;

    if (!split_number(text, &number))
        return rowan_value_fail(err, text, "is not a decimal number");
    whole = number.whole.size;
    if (whole > room)
        return refuse_digits(type, text, "has", whole, true, err);
    if (number.fraction.size > scale && rounding == ROWAN_ROUNDING_ERROR)
        return refuse_digits(type, text, "has", number.fraction.size, false, err);

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
        return refuse_digits(type, text, "rounds to", whole, true, err);
    return rowan_value_keep(scratch, printed,
                            print_number(printed, number.negative, digits + start, whole, scale), out, err);
}
