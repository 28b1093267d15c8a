/*
 * Reading, printing and calculating. Operations work in an array that is wide
 * enough for any result of two numbers; normalize makes a number of it again.
 */
#include "value/number.h"

#include "value/digits.h"

#define BASE  1000000000u
#define NINE  9  /* digits of a group */
#define EXTRA 3  /* groups after the point that a quotient has at least: 27 digits */
#define WIDE  36 /* groups of the widest intermediate result, and one to carry into */

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

static enum rowan_number_fault normalize(struct rowan_number *out, bool negative, uint32_t *groups, int count,
                                         int point)
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

/* The group that the digits [p, p + n) make, n at most nine. */
static uint32_t read_group(const char *p, size_t n)
{
    uint32_t group = 0;

    for (size_t i = 0; i < n; i++)
        group = group * 10 + (uint32_t)(p[i] - '0');
    return group;
}

static void fill_groups(struct rowan_number *out, struct rowan_slice whole, struct rowan_slice fraction)
{
    size_t point = (fraction.size + NINE - 1) / NINE;
    size_t at = point;

    for (size_t i = 0; i < point; i++) {
        size_t rest = fraction.size - i * NINE;
        size_t n = rest < NINE ? rest : NINE;
        out->groups[point - 1 - i] = read_group(fraction.data + i * NINE, n) * tens[NINE - n];
    }
    for (size_t left = whole.size; left > 0; at++) {
        size_t n = left < NINE ? left : NINE;
        left -= n;
        out->groups[at] = read_group(whole.data + left, n);
    }
    out->point = (uint8_t)point;
    out->count = (uint8_t)at;
}

bool rowan_number_read(struct rowan_number *out, struct rowan_slice text)
{
    struct rowan_digits digits;

    if (!rowan_digits_read(&digits, rowan_slice_trim(text)))
        return false;
    if (digits.whole.size > ROWAN_NUMBER_DIGITS || digits.fraction.size > ROWAN_NUMBER_DIGITS)
        return false;
    fill_groups(out, digits.whole, digits.fraction);
    out->negative = digits.negative && out->count > 0;
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
    return normalize(out, negative, groups, count, point);
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
    return normalize(out, a->negative != b->negative, groups, a->count + b->count, a->point + b->point);
}

/* ---- quotients: as on paper, with digits that are groups (Knuth, The Art of Computer Programming 2, 4.3.1,
 * algorithm D) ---- */

/* A whole number of groups, the last one first, without zeros at the top. */
struct pile {
    int count;
    uint32_t groups[WIDE];
};

static void strip(struct pile *pile)
{
    while (pile->count > 0 && pile->groups[pile->count - 1] == 0)
        pile->count--;
}

/* The number's groups with so many zero groups behind them. */
static void load(struct pile *pile, const struct rowan_number *n, int shift)
{
    memset(pile, 0, sizeof *pile);
    memcpy(pile->groups + shift, n->groups, n->count * sizeof n->groups[0]);
    pile->count = n->count + shift;
    strip(pile);
}

static void multiply_small(struct pile *pile, uint32_t factor)
{
    uint64_t carry = 0;

    for (int i = 0; i < pile->count; i++) {
        carry += (uint64_t)pile->groups[i] * factor;
        pile->groups[i] = (uint32_t)(carry % BASE);
        carry /= BASE;
    }
    if (carry)
        pile->groups[pile->count++] = (uint32_t)carry;
}

/* Divide by one group; returns the rest. */
static uint32_t divide_small(struct pile *pile, uint32_t divisor)
{
    uint64_t rest = 0;

    for (int i = pile->count - 1; i >= 0; i--) {
        rest = rest * BASE + pile->groups[i];
        pile->groups[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    strip(pile);
    return (uint32_t)rest;
}

/* Step D3: a guess at one group of the quotient, at most one too large. u points at the lowest group in hand.
 */
static uint64_t guess(const uint32_t *u, const struct pile *v)
{
    int m = v->count;
    uint64_t top = (uint64_t)u[m] * BASE + u[m - 1];
    uint64_t q = top / v->groups[m - 1]; /* NOLINT(clang-analyzer-core.DivideZero): step D1 saw to it */
    uint64_t rest = top % v->groups[m - 1];

    while (q >= BASE || q * v->groups[m - 2] > rest * BASE + u[m - 2]) {
        q--;
        rest += v->groups[m - 1];
        if (rest >= BASE)
            break;
    }
    return q;
}

/* Steps D4 to D6: u -= q * v, with q corrected when that was too much. */
static uint32_t subtract(uint32_t *u, const struct pile *v, uint64_t q)
{
    int64_t borrow = 0;
    uint64_t carry = 0;

    for (int i = 0; i <= v->count; i++) {
        carry += i < v->count ? q * v->groups[i] : 0;
        int64_t left = (int64_t)u[i] - (int64_t)(carry % BASE) + borrow;
        carry /= BASE;
        borrow = left < 0 ? -1 : 0;
        u[i] = (uint32_t)(left - borrow * BASE);
    }
    if (borrow == 0)
        return (uint32_t)q;
    for (int i = 0; i <= v->count; i++) {
        carry += (uint64_t)u[i] + (i < v->count ? v->groups[i] : 0);
        u[i] = (uint32_t)(carry % BASE);
        carry /= BASE;
    }
    return (uint32_t)(q - 1);
}

/* quotient = u / v; u becomes the rest. v is not zero. */
static void divide_piles(struct pile *quotient, struct pile *u, struct pile *v)
{
    uint32_t factor;

    memset(quotient, 0, sizeof *quotient);
    if (v->count == 1) {
        *quotient = *u;
        memset(u, 0, sizeof *u);
        u->groups[0] = divide_small(quotient, v->groups[0]);
        u->count = u->groups[0] > 0;
        return;
    }
    if (u->count < v->count)
        return;
    factor = BASE / (v->groups[v->count - 1] + 1);
    multiply_small(u, factor);
    multiply_small(v, factor);
    quotient->count = u->count - v->count + 1;
    for (int k = quotient->count - 1; k >= 0; k--)
        quotient->groups[k] = subtract(u->groups + k, v, guess(u->groups + k, v));
    strip(quotient);
    strip(u);
    divide_small(u, factor);
    divide_small(v, factor);
}

/* Whether the rest is at least half of v. */
static bool is_half(struct pile *rest, const struct pile *v)
{
    multiply_small(rest, 2);
    if (rest->count != v->count)
        return rest->count > v->count;
    for (int i = v->count - 1; i >= 0; i--)
        if (rest->groups[i] != v->groups[i])
            return rest->groups[i] > v->groups[i];
    return true;
}

/* The place of the highest group that is not zero, counted from the point. */
static int top_of(const struct rowan_number *n)
{
    int i = n->count;

    while (i > 0 && n->groups[i - 1] == 0)
        i--;
    return i - n->point;
}

/* Groups after the point: one more than the operands have, and at least so many that the quotient is not
 * rounded to nothing when it is small. */
static int quotient_point(const struct rowan_number *a, const struct rowan_number *b)
{
    int point = (a->point > b->point ? a->point : b->point) + 1;
    int small = top_of(b) - top_of(a) + EXTRA;

    if (point < EXTRA)
        point = EXTRA;
    if (point < small)
        point = small;
    return point < ROWAN_NUMBER_SIDE ? point : ROWAN_NUMBER_SIDE;
}

enum rowan_number_fault rowan_number_divide(struct rowan_number *out, const struct rowan_number *a,
                                            const struct rowan_number *b)
{
    struct pile u, v, quotient;
    int point = quotient_point(a, b);
    bool negative = a->negative != b->negative;

    if (b->count == 0)
        return ROWAN_NUMBER_BY_ZERO;
    load(&u, a, point + b->point - a->point);
    load(&v, b, 0);
    divide_piles(&quotient, &u, &v);
    if (is_half(&u, &v)) {
        int i = 0;
        while (quotient.groups[i] == BASE - 1)
            quotient.groups[i++] = 0;
        quotient.groups[i]++;
        if (i >= quotient.count)
            quotient.count = i + 1;
    }
    if (quotient.count < point)
        quotient.count = point;
    return normalize(out, negative, quotient.groups, quotient.count, point);
}

static enum rowan_number_fault divide_whole(struct rowan_number *quotient, struct rowan_number *rest,
                                            const struct rowan_number *a, const struct rowan_number *b)
{
    struct pile u, v, whole;
    int point = a->point > b->point ? a->point : b->point;
    bool negative = a->negative;
    bool different = a->negative != b->negative;

    if (b->count == 0)
        return ROWAN_NUMBER_BY_ZERO;
    load(&u, a, point - a->point);
    load(&v, b, point - b->point);
    divide_piles(&whole, &u, &v);
    if (rest) {
        if (u.count < point)
            u.count = point;
        return normalize(rest, negative, u.groups, u.count, point);
    }
    return normalize(quotient, different, whole.groups, whole.count, 0);
}

enum rowan_number_fault rowan_number_quotient(struct rowan_number *out, const struct rowan_number *a,
                                              const struct rowan_number *b)
{
    return divide_whole(out, NULL, a, b);
}

enum rowan_number_fault rowan_number_rest(struct rowan_number *out, const struct rowan_number *a,
                                          const struct rowan_number *b)
{
    return divide_whole(NULL, out, a, b);
}

/* ---- powers ---- */

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
    return normalize(number, number->negative, groups, count, number->point);
}
