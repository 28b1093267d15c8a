#ifndef ROWAN_SUGGEST_H
#define ROWAN_SUGGEST_H
/* The known word nearest to an unknown one, for "did you mean": offer candidates, then ask. */
#include <stddef.h>

#include "base/slice.h"

struct rowan_nearest {
    struct rowan_text word;
    const char *best;
    size_t distance; /* of best; before there is one, the first that is too far */
};

void rowan_nearest_init(struct rowan_nearest *nearest, struct rowan_text word);
void rowan_nearest_offer(struct rowan_nearest *nearest, const char *candidate);
/* The best candidate, or NULL when none is near enough to be meant: about a third of the letters may differ,
 * three at most. */
const char *rowan_nearest_word(const struct rowan_nearest *nearest);
/* " (did you mean \"x\"?)" or "", into out. Returns out. */
char *rowan_nearest_hint(const struct rowan_nearest *nearest, char *out, size_t size);
#endif
