#ifndef ROWAN_UTF8_WIDTH_H
#define ROWAN_UTF8_WIDTH_H
/*
 * How many columns of a terminal a character takes: 2 for those of East Asia and pictures, 0 for marks that
 * stand on another character, else 1. A table of ours, since wcwidth answers by the locale, and libraries
 * that ask it have looped for ever where the locale was not the text's.
 */
#include <stdint.h>

#include "base/slice.h"

/* Columns of valid UTF-8 without control characters; any other byte counts as one column. */
size_t rowan_utf8_width(struct rowan_slice text);
/* Bytes of the longest beginning that takes no more columns than that; *columns is what it takes. */
size_t rowan_utf8_fit(struct rowan_slice text, size_t most, size_t *columns);
#endif
