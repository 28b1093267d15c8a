#ifndef ROWAN_TRANSFORM_H
#define ROWAN_TRANSFORM_H
/* Text to text: the steps between what a path matches and the column's type (`via`). */
#include "base/buffer.h"

enum rowan_transform {
    ROWAN_TRANSFORM_CALL,   /* a function of the mapping */
    ROWAN_TRANSFORM_DIGITS, /* the digits 0 to 9 */
    ROWAN_TRANSFORM_NUMBER, /* the first number in the text, without thousands commas */
    ROWAN_TRANSFORM_AMOUNT, /* a formatted number: blanks, commas, currency signs go; (1) is -1 */
    ROWAN_TRANSFORM_UPPER,
    ROWAN_TRANSFORM_LOWER,
    ROWAN_TRANSFORM_SQUEEZE, /* runs of white space become a blank, none at the ends */
    ROWAN_TRANSFORMS
};

/* The word of the mapping language; "" for a call. */
const char *rowan_transform_name(enum rowan_transform transform);
/* Append what the transform makes of text, which must not be in out. False: no memory. Not for CALL. */
bool rowan_transform_run(enum rowan_transform transform, struct rowan_text text, struct rowan_buffer *out);
#endif
