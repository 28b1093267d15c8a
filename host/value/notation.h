#ifndef ROWAN_NOTATION_H
#define ROWAN_NOTATION_H
/*
 * How a document writes numbers: the sign before the fraction, the one between thousands, and more. A number
 * in a notation becomes a plain one, as the types read it: 1.234,50 -> 1234.50
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* All zero: nothing is said. A group of ' ' is any blank that stands in numbers, '\'' the curly one, too. */
struct rowan_notation {
    char point;    /* '.' where only the group is said */
    char group;    /* 0: there is none */
    bool trailing; /* 12- and 12+ are numbers, too; */
    bool exponent; /* 1.5E3 is one for all types, */
    bool hex;      /* or the digits are hexadecimal; these three are not for rowan_notation_plain */
};

/* One sign of a notation: a character of ASCII that is no letter, digit or sign of a number; of others those
 * that mean the same as a blank or an apostrophe. 0: it is none. */
char rowan_notation_sign(struct rowan_slice text);
/* Bytes of the sign between thousands that stands there; 0: none does. */
size_t rowan_notation_group_at(struct rowan_notation notation, struct rowan_slice text, size_t at);
/*
 * Write what text is without groups and with a point, to where text.size bytes are: it may be text's own
 * place. Returns the bytes written, 0 when text is no number of the notation: [+-] digits, in groups or not,
 * point, digits, an exponent. Groups are of three digits, but for the first, and, as in 1,23,456, of two
 * before the last. 0,500 is no number of thousands.
 */
size_t rowan_notation_plain(struct rowan_notation notation, struct rowan_slice text, char *to);
/* Bytes of e3 or E-3 that stand there. */
size_t rowan_notation_exponent_at(struct rowan_slice text, size_t at);
/* ROWAN_DOCUMENT: text is no number of the notation. */
enum rowan_status rowan_notation_fail(struct rowan_notation notation, struct rowan_slice text,
                                      struct rowan_error *err);
#endif
