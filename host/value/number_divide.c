/*
 * Division, as people do it on paper with digits that are groups of nine (Knuth, The Art of Computer
 * Programming 2, 4.3.1, algorithm D).
 */
#include "value/number.h"

#define BASE  1000000000u
#define WIDE  36
#define EXTRA 3 /* groups after the point that a quotient has at least: 27 digits */

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

static void scale(struct pile *pile, uint32_t factor)
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
    scale(u, factor);
    scale(v, factor);
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
    scale(rest, 2);
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
    return rowan_number_normalize(out, negative, quotient.groups, quotient.count, point);
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
        return rowan_number_normalize(rest, negative, u.groups, u.count, point);
    }
    return rowan_number_normalize(quotient, different, whole.groups, whole.count, 0);
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
