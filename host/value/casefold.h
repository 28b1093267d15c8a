#ifndef ROWAN_CASEFOLD_H
#define ROWAN_CASEFOLD_H
/*
 * Upper and lower case of Latin, Greek and Cyrillic letters, one letter for one: no locale, no letters that
 * become two. A letter and its other case have the same number of bytes in UTF-8.
 */
#include <stdint.h>

#include "base/slice.h"

uint32_t rowan_casefold_upper(uint32_t letter);
uint32_t rowan_casefold_lower(uint32_t letter);
/* The character at the front of rest, which is not empty; rest moves on. What is not UTF-8 counts bytewise.
 */
uint32_t rowan_casefold_next(struct rowan_slice *rest);
/* Change the case of size bytes in place. */
void rowan_casefold(char *text, size_t size, uint32_t (*fold)(uint32_t letter));
#endif
