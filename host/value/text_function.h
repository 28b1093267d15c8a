#ifndef ROWAN_TEXT_FUNCTION_H
#define ROWAN_TEXT_FUNCTION_H
/* Text to text: the steps between what a path matches and the column's type (`via`). */
#include "base/buffer.h"
#include "value/notation.h"

enum rowan_text_function {
    ROWAN_TEXT_FUNCTION_CALL,   /* a function of the mapping */
    ROWAN_TEXT_FUNCTION_DIGITS, /* the digits 0 to 9 */
    ROWAN_TEXT_FUNCTION_NUMBER, /* the first number in the text, without commas between thousands */
    ROWAN_TEXT_FUNCTION_AMOUNT, /* a formatted number: blanks, commas, currency signs go; (1) is -1 */
    ROWAN_TEXT_FUNCTION_UPPER,
    ROWAN_TEXT_FUNCTION_LOWER,
    ROWAN_TEXT_FUNCTION_SQUEEZE, /* runs of white space become a blank, none at the ends */
    ROWAN_TEXT_FUNCTIONS
};

/* The word of the mapping language; "" for a call. */
const char *rowan_text_function_name(enum rowan_text_function function);
/* Append what the function makes of text, which must not be in out. notation: how numbers are written there;
 * NULL: with a point, and commas between thousands. Not for CALL. */
enum rowan_status rowan_text_function_run(enum rowan_text_function function,
                                          const struct rowan_notation *notation, struct rowan_slice text,
                                          struct rowan_buffer *out, struct rowan_error *err);
#endif
