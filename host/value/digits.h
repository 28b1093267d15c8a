#ifndef ROWAN_DIGITS_H
#define ROWAN_DIGITS_H
/* A decimal number as it is written: what decimals store, and what numbers are calculated from. */
#include "base/slice.h"

struct rowan_digits {
    bool negative;
    struct rowan_slice whole;    /* digits before the point, without leading zeros */
    struct rowan_slice fraction; /* digits after it, without trailing zeros */
};

/* [+-] digits [. digits], at least one digit in all; false for anything else. They lie in text. */
bool rowan_digits_read(struct rowan_digits *out, struct rowan_slice text);
#endif
