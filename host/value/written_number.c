/* A sign goes to the front, groups go, and the exponent moves the point over the digits that are there. */
#include "value/written_number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "value/digits.h"

#define TEXT_MAX     200    /* bytes of what is read */
#define EXPONENT_MAX 100000 /* what is larger is as far away from all that a column holds */

/* 0.DIGITS times ten to the power of point; the first and the last digit are not 0. */
struct scientific {
    bool negative;
    char digits[TEXT_MAX];
    size_t count; /* 0: the number is 0 */
    long point;
};

static long read_exponent(struct rowan_slice text)
{
    bool negative = text.data[0] == '-';
    long exponent = 0;

    for (size_t i = negative || text.data[0] == '+'; i < text.size; i++)
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (text.data[i] - '0');
    return negative ? -exponent : exponent;
}

static void read_scientific(struct scientific *out, struct rowan_slice mantissa, long exponent)
{
    struct rowan_digits number;

    rowan_digits_read(&number, mantissa);
    out->negative = number.negative;
    out->point = (long)number.whole.size + exponent;
    while (number.whole.size == 0 && number.fraction.size > 0 && number.fraction.data[0] == '0') {
        number.fraction.data++;
        number.fraction.size--;
        out->point--;
    }
    out->count = number.whole.size + number.fraction.size;
    memcpy(out->digits, number.whole.data, number.whole.size);
    memcpy(out->digits + number.whole.size, number.fraction.data, number.fraction.size);
    while (out->count > 0 && out->digits[out->count - 1] == '0')
        out->count--;
}

static size_t fill(char *to, size_t size, char digit, size_t count)
{
    memset(to + size, digit, count);
    return size + count;
}

/* The point is at most ROWAN_PRECISION_MAX + 1 away from the digits. */
static size_t write_plain(const struct scientific *number, char *to)
{
    size_t before = number->point > 0 ? (size_t)number->point : 0;
    size_t whole = before < number->count ? before : number->count;
    size_t size = 0;

    if (number->negative)
        to[size++] = '-';
    memcpy(to + size, number->digits, whole);
    size = fill(to, size + whole, '0', before > 0 ? before - whole : 1);
    if (whole == number->count)
        return size;
    to[size++] = '.';
    if (number->point < 0)
        size = fill(to, size, '0', (size_t)-number->point);
    memcpy(to + size, number->digits + whole, number->count - whole);
    return size + number->count - whole;
}

/* What is that close to zero is 0 wherever it is rounded. */
static enum rowan_status expand(struct rowan_slice *text, size_t at, enum rowan_rounding rounding,
                                char *plain, struct rowan_slice shown, struct rowan_error *err)
{
    struct scientific number;
    struct rowan_slice exponent = {text->data + at + 1, text->size - at - 1};

    read_scientific(&number, (struct rowan_slice){text->data, at}, read_exponent(exponent));
    if (number.count == 0)
        number.point = 0;
    if (number.point > ROWAN_PRECISION_MAX)
        return rowan_value_fail(err, shown, "has more than %d digits before the point", ROWAN_PRECISION_MAX);
    if (rounding == ROWAN_ROUNDING_ERROR && (long)number.count - number.point > ROWAN_PRECISION_MAX)
        return rowan_value_fail(err, shown, "has more than %d digits after the point", ROWAN_PRECISION_MAX);
    if (number.point < -ROWAN_PRECISION_MAX - 1)
        number.point = -ROWAN_PRECISION_MAX - 1;
    *text = (struct rowan_slice){plain, write_plain(&number, plain)};
    return ROWAN_OK;
}

/* 12- is -12; "" when there is a sign on both sides. */
static struct rowan_slice lead_sign(struct rowan_slice text, char *plain)
{
    char last = text.data[text.size - 1];

    if (last != '-' && last != '+')
        return text;
    if (text.data[0] == '-' || text.data[0] == '+')
        return (struct rowan_slice){plain, 0};
    memmove(plain + 1, text.data, text.size - 1);
    plain[0] = last;
    return (struct rowan_slice){plain, text.size};
}

static enum rowan_status read_hex(struct rowan_notation notation, struct rowan_slice *text, char *plain,
                                  struct rowan_error *err)
{
    size_t at = text->size > 2 && text->data[0] == '0' && (text->data[1] | 0x20) == 'x' ? 2 : 0;
    bool large = false;
    uint64_t number = 0;

    for (; at < text->size; at++) {
        unsigned digit = rowan_ascii_hex_value(text->data[at]);
        if (digit > 15)
            return rowan_notation_fail(notation, *text, err);
        large |= number >> 60 != 0;
        number = number << 4 | digit;
    }
    if (large)
        return rowan_value_fail(err, *text, "has more than 16 hexadecimal digits");
    *text =
        (struct rowan_slice){plain, (size_t)snprintf(plain, ROWAN_WRITTEN_NUMBER_MAX, "%" PRIu64, number)};
    return ROWAN_OK;
}

enum rowan_status rowan_written_number_read(struct rowan_notation notation, enum rowan_rounding rounding,
                                            struct rowan_slice *text, char *plain, struct rowan_error *err)
{
    struct rowan_slice shown = *text;
    struct rowan_slice number = shown;
    size_t size, at = 0;

    if (shown.size == 0 || shown.size > TEXT_MAX)
        return rowan_notation_fail(notation, shown, err);
    if (notation.hex)
        return read_hex(notation, text, plain, err);
    if (notation.trailing)
        number = lead_sign(shown, plain);
    size = rowan_notation_plain(notation, number, plain);
    if (size == 0)
        return rowan_notation_fail(notation, shown, err);
    *text = (struct rowan_slice){plain, size};
    while (notation.exponent && at < size && (plain[at] | 0x20) != 'e')
        at++;
    return notation.exponent && at < size ? expand(text, at, rounding, plain, shown, err) : ROWAN_OK;
}
