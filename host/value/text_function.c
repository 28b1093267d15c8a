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

/* ---- the first number ---- */

static size_t count_digits(struct rowan_slice text, size_t at)
{
    size_t n = 0;

    while (at + n < text.size && rowan_ascii_is_digit(text.data[at + n]))
        n++;
    return n;
}

/* Digits with commas between groups of three, or without any. Returns where they end. */
static size_t append_whole(struct rowan_slice text, size_t at, struct rowan_buffer *out, bool *ok)
{
    size_t n = count_digits(text, at);
    bool grouped = n <= 3;

    *ok = *ok && rowan_buffer_append(out, text.data + at, n);
    at += n;
    while (grouped && at < text.size && text.data[at] == ',' && count_digits(text, at + 1) == 3) {
        *ok = *ok && rowan_buffer_append(out, text.data + at + 1, 3);
        at += 4;
    }
    return at;
}

/* Where the first number begins; text.size when there is none. */
static size_t find_number(struct rowan_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (rowan_ascii_is_digit(text.data[i]) || (text.data[i] == '.' && count_digits(text, i + 1) > 0))
            return i;
    return text.size;
}

static bool number(struct rowan_slice text, struct rowan_buffer *out)
{
    size_t at = find_number(text);
    bool ok = true;

    if (at == text.size)
        return true;
    if (at > 0 && text.data[at - 1] == '-' && (at == 1 || !rowan_ascii_is_digit(text.data[at - 2])))
        ok = rowan_buffer_append_char(out, '-');
    if (text.data[at] == '.')
        ok = ok && rowan_buffer_append_char(out, '0');
    at = append_whole(text, at, out, &ok);
    if (at < text.size && text.data[at] == '.' && count_digits(text, at + 1) > 0)
        ok = ok && rowan_buffer_append(out, text.data + at, 1 + count_digits(text, at + 1));
    return ok;
}

/* ---- a formatted number ---- */

/* Signs of currencies, no-break blanks: what may stand in an amount beside digits. U+20A0 to U+20CF are the
 * currency symbols of Unicode; U+A2 to U+A5 cent, pound, general sign, yen. */
static bool decorates(uint32_t letter)
{
    return letter == '$' || (letter < 0x80 && rowan_ascii_is_space((char)letter)) || letter == 0xA0 ||
           letter == 0x202F || (letter >= 0xA2 && letter <= 0xA5) || (letter >= 0x20A0 && letter <= 0x20CF);
}

/* A comma that parts groups: three digits after the last one, two or three after the others (1,234,567 and
 * 1,23,456). Another one may be a decimal comma, and stays for the type to refuse. */
static bool parts_groups(struct rowan_slice text, size_t comma)
{
    size_t n = count_digits(text, comma + 1);
    bool more = comma + 1 + n < text.size && text.data[comma + 1 + n] == ',';

    return comma > 0 && rowan_ascii_is_digit(text.data[comma - 1]) && (n == 3 || (n == 2 && more));
}

static bool append_undecorated(struct rowan_slice text, struct rowan_buffer *out)
{
    struct rowan_slice rest = text;
    bool ok = true;

    while (ok && rest.size > 0) {
        const char *begin = rest.data;
        uint32_t letter = rowan_casefold_next(&rest);
        bool drop = letter == ',' ? parts_groups(text, (size_t)(begin - text.data)) : decorates(letter);
        if (!drop)
            ok = rowan_buffer_append(out, begin, (size_t)(rest.data - begin));
    }
    return ok;
}

static bool amount(struct rowan_slice text, struct rowan_buffer *out)
{
    text = rowan_slice_trim(text);
    if (text.size > 2 && text.data[0] == '(' && text.data[text.size - 1] == ')') {
        text.data++;
        text.size -= 2;
        if (!rowan_buffer_append_char(out, '-'))
            return false;
    }
    return append_undecorated(text, out);
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
