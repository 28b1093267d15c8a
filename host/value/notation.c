/* A number is looked at first and written then, since it may be written to its own place. */
#include "value/notation.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "value/casefold.h"

/* No-break, narrow no-break, thin; the apostrophe as it is set. */
static char common_sign(uint32_t letter)
{
    if (letter == 0xA0 || letter == 0x202F || letter == 0x2009)
        return ' ';
    return letter == 0x2019 ? '\'' : 0;
}

char rowan_notation_sign(struct rowan_slice text)
{
    char letter = text.size == 1 ? text.data[0] : 0;
    uint32_t other = text.size > 1 ? rowan_casefold_next(&text) : 0;

    if (other)
        return text.size == 0 ? common_sign(other) : 0;
    if (letter <= ' ' || letter == 0x7F)
        return letter == ' ' ? ' ' : 0;
    return rowan_ascii_is_digit(letter) || rowan_ascii_is_letter(letter) || strchr("+-()\"", letter) ? 0
                                                                                                     : letter;
}

size_t rowan_notation_group_at(struct rowan_notation notation, struct rowan_slice text, size_t at)
{
    struct rowan_slice rest;

    if (!notation.group || at >= text.size)
        return 0;
    if (text.data[at] == notation.group)
        return 1;
    if ((unsigned char)text.data[at] < 0x80 || (notation.group != ' ' && notation.group != '\''))
        return 0;
    rest = (struct rowan_slice){text.data + at, text.size - at};
    return common_sign(rowan_casefold_next(&rest)) == notation.group ? (size_t)(rest.data - text.data) - at
                                                                     : 0;
}

/* ---- the grammar ---- */

static size_t count_digits(struct rowan_slice text, size_t at)
{
    size_t n = 0;

    while (at + n < text.size && rowan_ascii_is_digit(text.data[at + n]))
        n++;
    return n;
}

/* Where the digits before the point end, which begin at at. */
static size_t end_of_whole(struct rowan_notation notation, struct rowan_slice text, size_t at)
{
    size_t n = count_digits(text, at);
    size_t end = at + n, group;

    if (n < 1 || n > 3 || text.data[at] == '0')
        return end;
    for (at = end; (group = rowan_notation_group_at(notation, text, at)) > 0; at += group + n) {
        n = count_digits(text, at + group);
        if (n != 2 && n != 3)
            break;
        end = n == 3 ? at + group + 3 : end;
    }
    return end;
}

size_t rowan_notation_exponent_at(struct rowan_slice text, size_t at)
{
    size_t sign, n;

    if (at >= text.size || (text.data[at] != 'e' && text.data[at] != 'E'))
        return 0;
    sign = at + 1 < text.size && (text.data[at + 1] == '-' || text.data[at + 1] == '+');
    n = count_digits(text, at + 1 + sign);
    return n > 0 ? 1 + sign + n : 0;
}

static char point_of(struct rowan_notation notation)
{
    return notation.point ? notation.point : '.';
}

/* A point may stand at the end, as types read 5. */
static bool is_number(struct rowan_notation notation, struct rowan_slice text, size_t begin, size_t whole)
{
    size_t at = whole, digits = whole - begin;

    if (at < text.size && text.data[at] == point_of(notation)) {
        size_t fraction = count_digits(text, at + 1);
        at += 1 + fraction;
        digits += fraction;
    }
    return digits > 0 && at + rowan_notation_exponent_at(text, at) == text.size;
}

size_t rowan_notation_plain(struct rowan_notation notation, struct rowan_slice text, char *to)
{
    size_t begin = text.size > 0 && (text.data[0] == '-' || text.data[0] == '+');
    size_t whole = end_of_whole(notation, text, begin);
    size_t size = 0;

    if (!is_number(notation, text, begin, whole))
        return 0;
    for (size_t at = 0; at < whole; at++)
        if (at < begin || rowan_ascii_is_digit(text.data[at]))
            to[size++] = text.data[at];
    if (whole < text.size) {
        memmove(to + size, text.data + whole, text.size - whole);
        if (to[size] == point_of(notation))
            to[size] = '.';
        size += text.size - whole;
    }
    return size;
}

/* A point alone is what nobody said. */
static void say_notation(struct rowan_notation notation, char *out, size_t size)
{
    bool more = notation.trailing || notation.exponent;
    bool parts = notation.group || point_of(notation) != '.' || !more;
    char point[20] = "", group[20] = "";

    if (parts)
        snprintf(point, sizeof point, "point = \"%c\"", point_of(notation));
    if (notation.group)
        snprintf(group, sizeof group, " and group = \"%c\"", notation.group);
    snprintf(out, size, "%s%s%s%s%s%s", point, group, parts && notation.trailing ? " and " : "",
             notation.trailing ? "sign = \"trailing\"" : "",
             notation.exponent && (parts || notation.trailing) ? " and " : "",
             notation.exponent ? "exponent = true" : "");
}

enum rowan_status rowan_notation_fail(struct rowan_notation notation, struct rowan_slice text,
                                      struct rowan_error *err)
{
    char quoted[320], said[120];

    rowan_quote(quoted, sizeof quoted, text);
    if (notation.hex)
        return rowan_fail(err, ROWAN_DOCUMENT, "value", "%s is not a hexadecimal number, as 1F or 0x1F",
                          quoted);
    say_notation(notation, said, sizeof said);
    return rowan_fail(err, ROWAN_DOCUMENT, "value", "%s is not a number with %s", quoted, said);
}
