/* The built-in functions. None refuses: what is no number goes on to the type, which says so. */
#include "value/text_function.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "value/casefold.h"

const char *rowan_text_function_name(enum rowan_text_function function)
{
    static const char *const names[] = {"", "digits", "number", "amount", "upper", "lower", "squeeze"};

    return names[function];
}

static bool digits(struct rowan_slice text, struct rowan_buffer *out)
{
    bool ok = true;

    for (size_t i = 0; ok && i < text.size; i++)
        if (rowan_ascii_is_digit(text.data[i]))
            ok = rowan_buffer_append_char(out, text.data[i]);
    return ok;
}

/* ---- numbers as people write them ---- */

static size_t count_digits(struct rowan_slice text, size_t at)
{
    size_t n = 0;

    while (at + n < text.size && rowan_ascii_is_digit(text.data[at + n]))
        n++;
    return n;
}

static bool is_at(struct rowan_slice text, size_t at, char letter)
{
    return at < text.size && text.data[at] == letter;
}

/* Where the groups end that commas part from the n digits at this place: three digits in the last one, two or
 * three in the others, 1,234,567 and 1,23,456. 0,500 is no number of thousands. */
static size_t end_of_groups(struct rowan_slice text, size_t at, size_t n)
{
    size_t end = at + n;

    if (n < 1 || n > 3 || text.data[at] == '0')
        return end;
    for (at = end; is_at(text, at, ','); at += 1 + n) {
        n = count_digits(text, at + 1);
        if (n != 2 && n != 3)
            break;
        end = n == 3 ? at + 4 : end;
    }
    return end;
}

/* Append what is before the point. Returns where it ends. */
static size_t append_whole(struct rowan_slice text, struct rowan_buffer *out, bool *ok)
{
    size_t end = end_of_groups(text, 0, count_digits(text, 0));

    if (end == 0)
        *ok = rowan_buffer_append_char(out, '0');
    for (size_t at = 0; *ok && at < end; at++)
        if (text.data[at] != ',')
            *ok = rowan_buffer_append_char(out, text.data[at]);
    return end;
}

/* Bytes of a point with digits after it. */
static size_t fraction_at(struct rowan_slice text, size_t at)
{
    size_t n = is_at(text, at, '.') ? count_digits(text, at + 1) : 0;

    return n > 0 ? 1 + n : 0;
}

/* Bytes of e3 or E-3. */
static size_t exponent_at(struct rowan_slice text, size_t at)
{
    size_t sign = is_at(text, at + 1, '-') || is_at(text, at + 1, '+');
    size_t n = is_at(text, at, 'e') || is_at(text, at, 'E') ? count_digits(text, at + 1 + sign) : 0;

    return n > 0 ? 1 + sign + n : 0;
}

/* The end of what is written like a number from here on, whether it is one or not: digits, points and commas
 * between them, an exponent. */
static size_t end_of_number(struct rowan_slice text, size_t at)
{
    at += count_digits(text, at);
    while ((is_at(text, at, '.') || is_at(text, at, ',')) && count_digits(text, at + 1) > 0)
        at += 1 + count_digits(text, at + 1);
    return at + exponent_at(text, at);
}

/* text, which is written like a number, as the types read it: without commas between thousands. Any other
 * comma may be one before a fraction, so the text stays as it is, for the type to refuse. */
static bool append_number(struct rowan_slice text, struct rowan_buffer *out)
{
    size_t begin = out->size;
    bool ok = true;
    size_t at = append_whole(text, out, &ok);
    size_t rest = fraction_at(text, at);

    rest += exponent_at(text, at + rest);
    if (ok && at + rest == text.size)
        return rest == 0 || rowan_buffer_append(out, text.data + at, rest);
    out->size = begin;
    return ok && rowan_buffer_append(out, text.data, text.size);
}

/* ---- the first number ---- */

/* Where the first number begins; text.size when there is none. */
static size_t find_number(struct rowan_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (rowan_ascii_is_digit(text.data[i]) || fraction_at(text, i) > 0)
            return i;
    return text.size;
}

static const char minus[] = "\xE2\x88\x92"; /* U+2212 */
#define MINUS_SIZE (sizeof minus - 1)

/* Bytes of the minus that text ends with. */
static size_t minus_before(struct rowan_slice text)
{
    if (text.size > 0 && text.data[text.size - 1] == '-')
        return 1;
    if (text.size < MINUS_SIZE || memcmp(text.data + text.size - MINUS_SIZE, minus, MINUS_SIZE) != 0)
        return 0;
    return MINUS_SIZE;
}

/* A minus directly before the number, unless it ends a range, 10-20; or before it at the beginning, - 5. */
static bool is_negative(struct rowan_slice before)
{
    struct rowan_slice trimmed = rowan_slice_trim(before);
    size_t sign = minus_before(before);

    if (sign == 0)
        return trimmed.size > 0 && minus_before(trimmed) == trimmed.size;
    return before.size == sign || !rowan_ascii_is_digit(before.data[before.size - sign - 1]);
}

static bool number(struct rowan_slice text, struct rowan_buffer *out)
{
    size_t at = find_number(text);

    if (at == text.size)
        return true;
    if (is_negative((struct rowan_slice){text.data, at}) && !rowan_buffer_append_char(out, '-'))
        return false;
    return append_number((struct rowan_slice){text.data + at, end_of_number(text, at) - at}, out);
}

/* ---- a formatted number ---- */

/* Signs of currencies, no-break blanks: what may stand in an amount beside digits. U+20A0 to U+20CF are the
 * currency symbols of Unicode; U+A2 to U+A5 cent, pound, general sign, yen. */
static bool decorates(uint32_t letter)
{
    return letter == '$' || (letter < 0x80 && rowan_ascii_is_space((char)letter)) || letter == 0xA0 ||
           letter == 0x202F || (letter >= 0xA2 && letter <= 0xA5) || (letter >= 0x20A0 && letter <= 0x20CF);
}

static bool append_undecorated(struct rowan_slice text, struct rowan_buffer *out)
{
    bool ok = true;

    while (ok && text.size > 0) {
        const char *begin = text.data;
        uint32_t letter = rowan_casefold_next(&text);
        if (letter == 0x2212)
            ok = rowan_buffer_append_char(out, '-');
        else if (!decorates(letter))
            ok = rowan_buffer_append(out, begin, (size_t)(text.data - begin));
    }
    return ok;
}

/* The number that stands in out from begin on, after its sign, without commas; commas only go, so in place.
 */
static void drop_commas(struct rowan_buffer *out, size_t begin)
{
    struct rowan_slice text;
    size_t at, to;

    begin += is_at(rowan_buffer_slice(out), begin, '-') || is_at(rowan_buffer_slice(out), begin, '+');
    text = (struct rowan_slice){out->data + begin, out->size - begin};
    to = count_digits(text, 0);
    at = end_of_groups(text, 0, to);
    if (at + fraction_at(text, at) != text.size && at + 1 != text.size)
        return;
    for (at = to; at < text.size; at++)
        if (text.data[at] != ',')
            out->data[begin + to++] = text.data[at];
    out->size = begin + to;
}

static bool amount(struct rowan_slice text, struct rowan_buffer *out)
{
    size_t begin = out->size;

    text = rowan_slice_trim(text);
    if (text.size > 2 && text.data[0] == '(' && text.data[text.size - 1] == ')') {
        text.data++;
        text.size -= 2;
        if (!rowan_buffer_append_char(out, '-'))
            return false;
    }
    if (!append_undecorated(text, out))
        return false;
    if (out->size > begin)
        drop_commas(out, begin);
    return true;
}

/* ---- letters and blanks ---- */

static bool fold(struct rowan_slice text, uint32_t (*to)(uint32_t letter), struct rowan_buffer *out)
{
    size_t begin = out->size;

    if (text.size == 0)
        return true;
    if (!rowan_buffer_append(out, text.data, text.size))
        return false;
    rowan_casefold(out->data + begin, text.size, to);
    return true;
}

static bool squeeze(struct rowan_slice text, struct rowan_buffer *out)
{
    bool ok = true;
    bool blank = false;

    text = rowan_slice_trim(text);
    for (size_t i = 0; ok && i < text.size; i++) {
        bool space = rowan_ascii_is_space(text.data[i]);
        if (space && !blank)
            ok = rowan_buffer_append_char(out, ' ');
        else if (!space)
            ok = rowan_buffer_append_char(out, text.data[i]);
        blank = space;
    }
    return ok;
}

bool rowan_text_function_run(enum rowan_text_function function, struct rowan_slice text,
                             struct rowan_buffer *out)
{
    switch (function) {
    case ROWAN_TEXT_FUNCTION_DIGITS:
        return digits(text, out);
    case ROWAN_TEXT_FUNCTION_NUMBER:
        return number(text, out);
    case ROWAN_TEXT_FUNCTION_AMOUNT:
        return amount(text, out);
    case ROWAN_TEXT_FUNCTION_UPPER:
        return fold(text, rowan_casefold_upper, out);
    case ROWAN_TEXT_FUNCTION_LOWER:
        return fold(text, rowan_casefold_lower, out);
    case ROWAN_TEXT_FUNCTION_SQUEEZE:
        return squeeze(text, out);
    case ROWAN_TEXT_FUNCTION_CALL:
    case ROWAN_TEXT_FUNCTIONS:
        break;
    }
    return true;
}
