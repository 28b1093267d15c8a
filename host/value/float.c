/*
 * real and double. The text is checked against a grammar of our own first, so strtod never sees
 * "nan", "inf", hexadecimal or blanks; then it is stored as the shortest text that reads back the
 * same. strtod and snprintf follow LC_NUMERIC, which the program leaves at "C"; where an embedder
 * changed it, values are refused, not misread.
 */
#include "value/float.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/ascii.h"

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && rowan_ascii_is_digit(*p))
        p++;
    return p;
}

/* [+-] digits [. digits] [e [+-] digits], at least one digit before the exponent. */
static bool is_number(struct rowan_slice text)
{
    const char *p = text.data;
    const char *end = p + text.size;
    const char *from;
    size_t digits;

    if (p < end && (*p == '+' || *p == '-'))
        p++;
    from = p;
    p = skip_digits(p, end);
    digits = (size_t)(p - from);
    if (p < end && *p == '.') {
        from = ++p;
        p = skip_digits(p, end);
        digits += (size_t)(p - from);
    }
    if (digits == 0)
        return false;
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-'))
            p++;
        from = p;
        p = skip_digits(p, end);
        if (p == from)
            return false;
    }
    return p == end;
}

static bool has_digit_above_zero(struct rowan_slice text)
{
    for (size_t i = 0; i < text.size && text.data[i] != 'e' && text.data[i] != 'E'; i++) {
        if (text.data[i] >= '1' && text.data[i] <= '9')
            return true;
    }
    return false;
}

static double read_number(bool single, const char *s, char **end)
{
    return single ? (double)strtof(s, end) : strtod(s, end);
}

/* Digits that always survive text -> number -> text come first: fewer cannot be found shorter,
 * because %g drops trailing zeros. That does not hold below the normal numbers. */
static int shortest(bool single, double number, char *out, size_t size)
{
    double normal = single ? (double)FLT_MIN : DBL_MIN;
    int most = single ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;
    int digits = fabs(number) < normal ? 1 : single ? FLT_DIG : DBL_DIG;
    int n;

    do
        n = snprintf(out, size, "%.*g", digits, number);
    while (read_number(single, out, NULL) != number && ++digits <= most);
    return n;
}

enum rowan_status rowan_float_convert(enum rowan_kind kind, struct rowan_slice text,
                                      struct rowan_buffer *scratch, struct rowan_value *out,
                                      struct rowan_error *err)
{
    bool single = kind == ROWAN_REAL;
    char printed[40];
    char *copy, *end;
    double number;

    if (!is_number(text))
        return rowan_value_fail(err, text, "is not a number");
    scratch->size = 0;
    copy = rowan_buffer_append(scratch, text.data, text.size) ? rowan_buffer_string(scratch) : NULL;
    if (!copy)
        return rowan_out_of_memory(err);
    number = read_number(single, copy, &end);
    if (*end != '\0')
        return rowan_fail(err, ROWAN_USAGE, "locale", "LC_NUMERIC must stay \"C\"");
    if (isinf(number))
        return rowan_value_fail(err, text, "is too large for %s", rowan_kind_name(kind));
    if (number == 0 && has_digit_above_zero(text))
        return rowan_value_fail(err, text, "is too close to zero for %s", rowan_kind_name(kind));
    if (number == 0)
        number = 0; /* -0 is the same number, and a key of its own as a text */
    return rowan_value_keep(scratch, printed, (size_t)shortest(single, number, printed, sizeof printed), out,
                            err);
}
