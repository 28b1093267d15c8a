#ifndef ROWAN_NUMBER_H
#define ROWAN_NUMBER_H
/*
 * Decimal numbers to calculate with: digits in groups of nine, the point between two groups. At most 72
 * digits before the point and 72 after it, which is nearly twice what any column holds; so sums and
 * products of columns are exact. Nothing here allocates.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define ROWAN_NUMBER_SIDE    8  /* groups on each side of the point */
#define ROWAN_NUMBER_DIGITS  72 /* digits on each side */
#define ROWAN_NUMBER_GROUPS  (2 * ROWAN_NUMBER_SIDE)
#define ROWAN_NUMBER_PRINTED (2 * ROWAN_NUMBER_DIGITS + 3) /* bytes that the longest number needs */
#define ROWAN_NUMBER_POWER   9999                          /* largest exponent */

/* Made by the functions below only: no leading or trailing zero groups beyond the point. */
struct rowan_number {
    bool negative;                        /* never for zero */
    uint8_t count;                        /* groups in use; 0 is the number zero */
    uint8_t point;                        /* how many of them are after the point */
    uint32_t groups[ROWAN_NUMBER_GROUPS]; /* the last group first */
};

enum rowan_number_fault {
    ROWAN_NUMBER_FINE = 0,
    ROWAN_NUMBER_LARGE,   /* more than 72 digits before the point */
    ROWAN_NUMBER_BY_ZERO, /* divided by zero */
    ROWAN_NUMBER_EXPONENT /* an exponent that is not whole, or beyond ROWAN_NUMBER_POWER */
};

enum rowan_number_rounding { ROWAN_NUMBER_HALF_UP, ROWAN_NUMBER_FLOOR, ROWAN_NUMBER_CEILING };

/* [+-] digits [. digits], white space around it; false for anything else, or for too many digits. */
bool rowan_number_read(struct rowan_number *out, struct rowan_slice text);
void rowan_number_set(struct rowan_number *out, int64_t value);
/* Canonical: no zeros that say nothing, no "-0", no exponent. Returns the bytes written, not terminated. */
size_t rowan_number_print(const struct rowan_number *number, char *out);
/* True when the number is whole and has at most 18 digits. */
bool rowan_number_whole(const struct rowan_number *number, int64_t *out);
int rowan_number_compare(const struct rowan_number *a, const struct rowan_number *b);

/* In all of these out may be one of the operands. Digits after the 72nd behind the point are rounded half up.
 */
enum rowan_number_fault rowan_number_add(struct rowan_number *out, const struct rowan_number *a,
                                         const struct rowan_number *b);
enum rowan_number_fault rowan_number_subtract(struct rowan_number *out, const struct rowan_number *a,
                                              const struct rowan_number *b);
enum rowan_number_fault rowan_number_multiply(struct rowan_number *out, const struct rowan_number *a,
                                              const struct rowan_number *b);
/* Exact when the quotient ends, else rounded half up: 27 digits after the point or more (docs/mapping.md). */
enum rowan_number_fault rowan_number_divide(struct rowan_number *out, const struct rowan_number *a,
                                            const struct rowan_number *b);
/* a = b * quotient + rest: the quotient is cut towards zero, the rest has the sign of a, as in SQL. */
enum rowan_number_fault rowan_number_quotient(struct rowan_number *out, const struct rowan_number *a,
                                              const struct rowan_number *b);
enum rowan_number_fault rowan_number_rest(struct rowan_number *out, const struct rowan_number *a,
                                          const struct rowan_number *b);
enum rowan_number_fault rowan_number_power(struct rowan_number *out, const struct rowan_number *a,
                                           const struct rowan_number *exponent);
/* Keep so many digits after the point; negative: zeros before it. Half up works on the magnitude. */
enum rowan_number_fault rowan_number_round(struct rowan_number *number, int digits,
                                           enum rowan_number_rounding rounding);
#endif
