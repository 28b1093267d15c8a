/*
 * Reading, printing, comparing, adding and multiplying. Operations work in an array that is wide
 * enough for any result of two numbers; rowan_number_normalize makes a number of it again.
 */
#include "value/number.h"

#include "base/ascii.h"

#define BASE 1000000000u
#define NINE 9  /* digits of a group */
#define WIDE 36 /* groups of the widest intermediate result, and one to carry into */

static const uint32_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, BASE};

static int whole_groups(const struct rowan_number *n)
{
    return n->count - n->point;
}

/* The group at a position counted from the point: 0 is the one before it, -1 the one after it. */
static uint32_t group_at(const struct rowan_number *n, int position)
{
    int i = position + n->point;

    return i >= 0 && i < n->count ? n->groups[i] : 0;
}

/* Add one to the group at index; the room above the count is zero. Returns the new count. */
static int carry_up(uint32_t *groups, int count, int index)
{
    while (index < count && groups[index] == BASE - 1)
        groups[index++] = 0;
    if (index == count)
        groups[count++] = 0;
    groups[index]++;
    return count;
}

enum rowan_number_fault rowan_number_normalize(struct rowan_number *out, bool negative, uint32_t *groups,
                                               int count, int point)
{
    int low = point > ROWAN_NUMBER_SIDE ? point - ROWAN_NUMBER_SIDE : 0;

    if (low > 0 && groups[low - 1] >= BASE / 2)
        count = carry_up(groups, count, low);
    while (count > point && groups[count - 1] == 0)
        count--;
    while (low < point && groups[low] == 0)
        low++;
    if (count - point > ROWAN_NUMBER_SIDE)
        return ROWAN_NUMBER_LARGE;
    out->count = (uint8_t)(count - low);
    out->point = (uint8_t)(point - low);
    out->negative = negative && out->count > 0;
    memcpy(out->groups, groups + low, out->count * sizeof *groups);
    return ROWAN_NUMBER_FINE;
}

/* ---- text ---- */

static size_t count_digits(const char *p, const char *end)
{
    const char *begin = p;

    while (p < end && rowan_ascii_is_digit(*p))
        p++;
    return (size_t)(p - begin);
}

/* The group that the digits [p, p + n) make, n at most nine. */
static uint32_t read_group(const char *p, size_t n)
{
    uint32_t group = 0;

    for (size_t i = 0; i < n; i++)
        group = group * 10 + (uint32_t)(p[i] - '0');
    return group;
}

static void fill_groups(struct rowan_number *out, const char *whole, size_t whole_size, const char *fraction,
                        size_t fraction_size)
{
    size_t point = (fraction_size + NINE - 1) / NINE;
    size_t at = point;

    for (size_t i = 0; i < point; i++) {
        size_t rest = fraction_size - i * NINE;
        size_t n = rest < NINE ? rest : NINE;
        out->groups[point - 1 - i] = read_group(fraction + i * NINE, n) * tens[NINE - n];
    }
    for (size_t left = whole_size; left > 0; at++) {
        size_t n = left < NINE ? left : NINE;
        left -= n;
        out->groups[at] = read_group(whole + left, n);
    }
    out->point = (uint8_t)point;
    out->count = (uint8_t)at;
}

bool rowan_number_read(struct rowan_number *out, struct rowan_slice text)
{
    const char *p, *end, *fraction;
    size_t whole, part = 0;

    text = rowan_slice_trim(text);
    if (text.size == 0 || (unsigned char)text.data[0] > '9')
        return false;
    p = text.data;
    end = p + text.size;
    out->negative = *p == '-';
    if (*p == '-' || *p == '+')
        p++;
    whole = count_digits(p, end);
    fraction = p + whole;
    if (fraction < end && *fraction == '.') {
        fraction++;
        part = count_digits(fraction, end);
    }
    if (fraction + part != end || whole + part == 0)
        return false;
    for (; whole > 0 && *p == '0'; whole--)
        p++;
    while (part > 0 && fraction[part - 1] == '0')
        part--;
    if (whole > ROWAN_NUMBER_DIGITS || part > ROWAN_NUMBER_DIGITS)
        return false;
    fill_groups(out, p, whole, fraction, part);
    out->negative = out->negative && out->count > 0;
    return true;
}

void rowan_number_set(struct rowan_number *out, int64_t value)
{
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    out->negative = value < 0;
    out->point = 0;
    for (out->count = 0; magnitude > 0; magnitude /= BASE)
        out->groups[out->count++] = (uint32_t)(magnitude % BASE);
}

static char *put_group(char *p, uint32_t group)
{
    for (int i = NINE - 1; i >= 0; i--) {
        p[i] = (char)('0' + group % 10);
        group /= 10;
    }
    return p + NINE;
}

size_t rowan_number_print(const struct rowan_number *number, char *out)
{
    char digits[ROWAN_NUMBER_GROUPS * NINE];
    char *p = out;
    size_t whole = (size_t)whole_groups(number) * NINE;
    size_t size = (size_t)number->count * NINE;
    size_t skip = 0;

    for (int i = number->count - 1, at = 0; i >= 0; i--, at += NINE)
        put_group(digits + at, number->groups[i]);
    /* cppcheck-suppress uninitvar; the loop has filled it: whole is at most size */
    while (skip < whole && digits[skip] == '0') /* NOLINT(clang-analyzer-core.*) */
        skip++;
    while (size > whole && digits[size - 1] == '0')
        size--;
    if (number->negative)
        *p++ = '-';
    if (skip == whole)
        *p++ = '0';
    memcpy(p, digits + skip, whole - skip);
    p += whole - skip;
    if (size > whole) {
        *p++ = '.';
        memcpy(p, digits + whole, size - whole);
        p += size - whole;
    }
    return (size_t)(p - out);
}

bool rowan_number_whole(const struct rowan_number *number, int64_t *out)
{
    if (number->point > 0 || number->count > 2)
        return false;
    *out = (int64_t)group_at(number, 1) * BASE + group_at(number, 0);
    if (number->negative)
        *out = -*out;
    return true;
}

/* ---- order, sums ---- */

static int compare_magnitude(const struct rowan_number *a, const struct rowan_number *b)
{
    int top = whole_groups(a) > whole_groups(b) ? whole_groups(a) : whole_groups(b);
    int bottom = a->point > b->point ? -a->point : -b->point;

    for (int i = top - 1; i >= bottom; i--) {
        uint32_t x = group_at(a, i);
        uint32_t y = group_at(b, i);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

int rowan_number_compare(const struct rowan_number *a, const struct rowan_number *b)
{
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    return a->negative ? compare_magnitude(b, a) : compare_magnitude(a, b);
}

/* |a| + |b|, or |a| - |b| where |a| is not the smaller. */
static enum rowan_number_fault combine(struct rowan_number *out, bool negative, const struct rowan_number *a,
                                       const struct rowan_number *b, bool minus)
{
    uint32_t groups[WIDE] = {0};
    int point = a->point > b->point ? a->point : b->point;
    int whole = whole_groups(a) > whole_groups(b) ? whole_groups(a) : whole_groups(b);
    int count = point + whole;
    int64_t carry = 0;

    for (int i = 0; i < count; i++) {
        int64_t other = group_at(b, i - point);
        int64_t sum = group_at(a, i - point) + (minus ? -other : other) + carry;
        carry = sum < 0 ? -1 : sum >= BASE;
        groups[i] = (uint32_t)(sum - carry * BASE);
    }
    if (carry > 0)
        groups[count++] = 1;
    return rowan_number_normalize(out, negative, groups, count, point);
}

static enum rowan_number_fault add_signed(struct rowan_number *out, const struct rowan_number *a,
                                          const struct rowan_number *b, bool b_negative)
{
    if (a->negative == b_negative)
        return combine(out, a->negative, a, b, false);
    if (compare_magnitude(a, b) >= 0)
        return combine(out, a->negative, a, b, true);
    return combine(out, b_negative, b, a, true);
}

enum rowan_number_fault rowan_number_add(struct rowan_number *out, const struct rowan_number *a,
                                         const struct rowan_number *b)
{
    return add_signed(out, a, b, b->negative);
}

enum rowan_number_fault rowan_number_subtract(struct rowan_number *out, const struct rowan_number *a,
                                              const struct rowan_number *b)
{
    return add_signed(out, a, b, !b->negative);
}

/* ---- products ---- */

enum rowan_number_fault rowan_number_multiply(struct rowan_number *out, const struct rowan_number *a,
                                              const struct rowan_number *b)
{
    uint32_t groups[WIDE] = {0};

    for (int i = 0; i < a->count; i++) {
        uint64_t carry = 0;
        for (int k = 0; k < b->count; k++) {
            uint64_t sum = groups[i + k] + (uint64_t)a->groups[i] * b->groups[k] + carry;
            groups[i + k] = (uint32_t)(sum % BASE);
            carry = sum / BASE;
        }
        groups[i + b->count] = (uint32_t)carry;
    }
    return rowan_number_normalize(out, a->negative != b->negative, groups, a->count + b->count,
                                  a->point + b->point);
}

enum rowan_number_fault rowan_number_power(struct rowan_number *out, const struct rowan_number *a,
                                           const struct rowan_number *exponent)
{
    struct rowan_number square = *a;
    struct rowan_number one;
    enum rowan_number_fault fault = ROWAN_NUMBER_FINE;
    int64_t n, left;

    if (!rowan_number_whole(exponent, &n) || n > ROWAN_NUMBER_POWER || n < -ROWAN_NUMBER_POWER)
        return ROWAN_NUMBER_EXPONENT;
    rowan_number_set(&one, 1);
    *out = one;
    for (left = n < 0 ? -n : n; !fault && left > 0; left /= 2) {
        if (left % 2)
            fault = rowan_number_multiply(out, out, &square);
        if (!fault && left > 1)
            fault = rowan_number_multiply(&square, &square, &square);
    }
    if (!fault && n < 0)
        fault = rowan_number_divide(out, &one, out);
    return fault;
}

/* ---- rounding ---- */

/* Set the last drop digits to zero. *half: what goes is a half of the last place or more; *some: it is not 0.
 */
static void clear_digits(struct rowan_number *n, int drop, bool *half, bool *some)
{
    int group = drop / NINE;
    uint32_t part = n->groups[group] % tens[drop % NINE];
    int first = (drop - 1) / NINE; /* holds the first digit that goes */

    *half = n->groups[first] / tens[(drop - 1) % NINE] % 10 >= 5;
    *some = part > 0;
    for (int i = 0; i < group; i++) {
        *some |= n->groups[i] > 0;
        n->groups[i] = 0;
    }
    n->groups[group] -= part;
}

static bool rounds_away(enum rowan_number_rounding rounding, bool negative, bool half, bool some)
{
    switch (rounding) {
    case ROWAN_NUMBER_HALF_UP:
        return half;
    case ROWAN_NUMBER_FLOOR:
        return some && negative;
    case ROWAN_NUMBER_CEILING:
        return some && !negative;
    }
    return false;
}

enum rowan_number_fault rowan_number_round(struct rowan_number *number, int digits,
                                           enum rowan_number_rounding rounding)
{
    uint32_t groups[WIDE] = {0};
    int drop = number->point * NINE - digits;
    int count = number->count;
    int group = drop / NINE;
    bool half, some;

    if (drop <= 0)
        return ROWAN_NUMBER_FINE;
    if (group >= ROWAN_NUMBER_GROUPS)
        return ROWAN_NUMBER_LARGE;
    for (; count <= group; count++)
        number->groups[count] = 0;
    clear_digits(number, drop, &half, &some);
    memcpy(groups, number->groups, (size_t)count * sizeof *groups);
    if (rounds_away(rounding, number->negative, half, some)) {
        groups[group] += tens[drop % NINE];
        if (groups[group] >= BASE) {
            groups[group] -= BASE;
            count = carry_up(groups, count, group + 1);
        }
    }
    return rowan_number_normalize(number, number->negative, groups, count, number->point);
}
