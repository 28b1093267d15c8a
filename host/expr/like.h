#ifndef ROWAN_LIKE_H
#define ROWAN_LIKE_H
/* Patterns of LIKE: % is any text, _ any character, and an escape character (0: none) makes letters of them.
 */
#include <stdint.h>

#include "base/slice.h"

/* fold: without regard to case. */
bool rowan_like_matches(struct rowan_slice text, struct rowan_slice pattern, uint32_t escape, bool fold);
/* As the standard has it: the escape character stands before %, _ or itself. */
bool rowan_like_escapes_well(struct rowan_slice pattern, uint32_t escape);
#endif
