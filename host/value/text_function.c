/* The built-in functions. None refuses, unless a notation is said: what is no number goes on to the type,
 * which says so. */
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

/* What people write where nothing is said. */
static const struct rowan_notation usual = {.point = '.', .group = ','};

static bool is_digit_at(struct rowan_slice text, size_t at)
{
    return at < text.size && rowan_ascii_is_digit(text.data[at]);
}

/* Bytes of a sign that may stand in a number, of whatever notation, with a digit behind it. */
static size_t sign_at(struct rowan_notation notation, struct rowan_slice text, size_t at)
{
    size_t size = rowan_notation_group_at(notation, text, at);

    if (at < text.size && (text.data[at] == '.' || text.data[at] == ',' || text.data[at] == notation.point))
        size = 1;
    return is_digit_at(text, at + size) ? size : 0;
}

static size_t count_digits(struct rowan_slice text, size_t at)
{
    size_t n = 0;

    while (is_digit_at(text, at + n))
        n++;
    return n;
}

/* Bytes of a sign at at that parts thousands for some: a blank or an apostrophe before exactly three digits.
 */
static size_t thousands_at(struct rowan_slice text, size_t at)
{
    static const struct rowan_notation blank = {.point = '.', .group = ' '},
                                       apostrophe = {.point = '.', .group = '\''};
    size_t size = rowan_notation_group_at(blank, text, at);

    if (!size)
        size = rowan_notation_group_at(apostrophe, text, at);
    return size && count_digits(text, at + size) == 3 ? size : 0;
}

/* Behind digits that may be one number of several groups, 12 345, whether the notation says so or not: where
 * it does not, nobody knows whether the number ends at the blank. Else at. */
static size_t end_of_groups(struct rowan_slice text, size_t at)
{
    size_t n = count_digits(text, at), size;

    if (n < 1 || n > 3 || text.data[at] == '0' || !thousands_at(text, at + n))
        return at;
    for (at += n; (size = thousands_at(text, at)) > 0;)
        at += size + 3;
    return at;
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

/* The end of what is written like a number from here on, whether it is one or not: digits, signs between
 * them, an exponent, a minus behind it that ends the text. */
static size_t end_of_number(struct rowan_notation notation, struct rowan_slice text, size_t at)
{
    struct rowan_slice rest;

    at = end_of_groups(text, at);
    while (is_digit_at(text, at) || sign_at(notation, text, at))
        at += is_digit_at(text, at) ? 1 : sign_at(notation, text, at);
    at += rowan_notation_exponent_at(text, at);
    rest = rowan_slice_trim((struct rowan_slice){text.data + at, text.size - at});
    return rest.size > 0 && minus_before(rest) == rest.size ? (size_t)(rest.data - text.data) + rest.size
                                                            : at;
}

/* Where the first number begins; text.size when there is none. A sign in front belongs to it, which is the
 * point or may be one for somebody: ,5. Behind a letter it is one of the text. */
static size_t find_number(struct rowan_notation notation, struct rowan_slice text)
{
    size_t at = 0;

    while (at < text.size && !is_digit_at(text, at) &&
           !(text.data[at] == notation.point && is_digit_at(text, at + 1)))
        at++;
    if (at > 0 && at < text.size && (text.data[at - 1] == '.' || text.data[at - 1] == ',') &&
        (at == 1 || !rowan_ascii_is_letter(text.data[at - 2])))
        at--;
    return at;
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

/* Append text, which is written like a number, as the types read it. What is none stays as it is, for the
 * type to refuse, or fails when the notation is said: as a plain number it could be read as another one. */
static enum rowan_status append_number(const struct rowan_notation *said, struct rowan_slice text,
                                       struct rowan_buffer *out, struct rowan_error *err)
{
    size_t size;

    if (!rowan_buffer_reserve(out, text.size))
        return rowan_out_of_memory(err);
    size = rowan_notation_plain(said ? *said : usual, text, out->data + out->size);
    out->size += size;
    if (size > 0)
        return ROWAN_OK;
    if (said)
        return rowan_notation_fail(*said, text, err);
    return rowan_buffer_append(out, text.data, text.size) ? ROWAN_OK : rowan_out_of_memory(err);
}

static enum rowan_status number(const struct rowan_notation *said, struct rowan_slice text,
                                struct rowan_buffer *out, struct rowan_error *err)
{
    struct rowan_notation notation = said ? *said : usual;
    size_t at = find_number(notation, text);
    struct rowan_slice found = {text.data + at, 0};

    if (at == text.size)
        return ROWAN_OK;
    found.size = end_of_number(notation, text, at) - at;
    if (is_negative((struct rowan_slice){text.data, at}) && !rowan_buffer_append_char(out, '-'))
        return rowan_out_of_memory(err);
    if (found.data[0] == notation.point && !rowan_buffer_append_char(out, '0'))
        return rowan_out_of_memory(err);
    return append_number(said, found, out, err);
}

/* ---- a formatted number ---- */

/* Signs of currencies, no-break blanks: what may stand in an amount beside digits. U+20A0 to U+20CF are the
 * currency symbols of Unicode; U+A2 to U+A5 cent, pound, general sign, yen. */
static bool decorates(uint32_t letter)
{
    return letter == '$' || (letter < 0x80 && rowan_ascii_is_space((char)letter)) || letter == 0xA0 ||
           letter == 0x202F || letter == 0x2009 || (letter >= 0xA2 && letter <= 0xA5) ||
           (letter >= 0x20A0 && letter <= 0x20CF);
}

/* Whether a blank between digits parts thousands: one to three digits before it, exactly three behind it. */
static bool parts_thousands(struct rowan_slice text, size_t at)
{
    size_t before = 0;

    while (before < at && before < 4 && rowan_ascii_is_digit(text.data[at - before - 1]))
        before++;
    return before < 4 && thousands_at(text, at);
}

/* What of the letter at begin, which ends at end, belongs to the number. A blank between digits is kept where
 * it is the sign of the notation, and where it parts two numbers. */
static bool append_letter(const struct rowan_notation *said, uint32_t letter, struct rowan_slice text,
                          size_t begin, size_t end, struct rowan_buffer *out)
{
    bool between = out->size > 0 && rowan_ascii_is_digit(out->data[out->size - 1]) && is_digit_at(text, end);

    if (letter == 0x2212)
        return rowan_buffer_append_char(out, '-');
    if (!decorates(letter))
        return rowan_buffer_append(out, text.data + begin, end - begin);
    if (!between || ((!said || said->group != ' ') && parts_thousands(text, begin)))
        return true;
    return rowan_buffer_append_char(out, ' ');
}

static bool append_undecorated(const struct rowan_notation *said, struct rowan_slice text,
                               struct rowan_buffer *out)
{
    struct rowan_slice rest = text;
    bool ok = true;

    while (ok && rest.size > 0) {
        size_t begin = (size_t)(rest.data - text.data);
        uint32_t letter = rowan_casefold_next(&rest);
        ok = append_letter(said, letter, text, begin, (size_t)(rest.data - text.data), out);
    }
    return ok;
}

static enum rowan_status amount(const struct rowan_notation *said, struct rowan_slice text,
                                struct rowan_buffer *out, struct rowan_error *err)
{
    struct rowan_slice inner = rowan_slice_trim(text);
    size_t begin = out->size, size;

    if (inner.size > 2 && inner.data[0] == '(' && inner.data[inner.size - 1] == ')') {
        inner.data++;
        inner.size -= 2;
        if (!rowan_buffer_append_char(out, '-'))
            return rowan_out_of_memory(err);
    }
    if (!append_undecorated(said, inner, out))
        return rowan_out_of_memory(err);
    if (out->size == begin)
        return ROWAN_OK;
    size = rowan_notation_plain(
        said ? *said : usual, (struct rowan_slice){out->data + begin, out->size - begin}, out->data + begin);
    if (size == 0)
        return said ? rowan_notation_fail(*said, text, err) : ROWAN_OK;
    out->size = begin + size;
    return ROWAN_OK;
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

/* Those that need no notation, and cannot fail but for want of memory. */
static bool run_plain(enum rowan_text_function function, struct rowan_slice text, struct rowan_buffer *out)
{
    switch (function) {
    case ROWAN_TEXT_FUNCTION_DIGITS:
        return digits(text, out);
    case ROWAN_TEXT_FUNCTION_UPPER:
        return fold(text, rowan_casefold_upper, out);
    case ROWAN_TEXT_FUNCTION_LOWER:
        return fold(text, rowan_casefold_lower, out);
    case ROWAN_TEXT_FUNCTION_SQUEEZE:
        return squeeze(text, out);
    default:
        return true;
    }
}

enum rowan_status rowan_text_function_run(enum rowan_text_function function,
                                          const struct rowan_notation *notation, struct rowan_slice text,
                                          struct rowan_buffer *out, struct rowan_error *err)
{
    if (function == ROWAN_TEXT_FUNCTION_NUMBER)
        return number(notation, text, out, err);
    if (function == ROWAN_TEXT_FUNCTION_AMOUNT)
        return amount(notation, text, out, err);
    return run_plain(function, text, out) ? ROWAN_OK : rowan_out_of_memory(err);
}
