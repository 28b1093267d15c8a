#ifndef ROWAN_SUGGEST_H
#define ROWAN_SUGGEST_H
/* The known word nearest to an unknown one, for "did you mean": offer candidates, then ask. */
#include <stddef.h>

#include "base/slice.h"

struct rowan_suggest {
    struct rowan_slice word;
    const char *best;
    size_t distance; /* of best; before there is one, the first that is too far */
};

void rowan_suggest_init(struct rowan_suggest *suggest, struct rowan_slice word);
void rowan_suggest_offer(struct rowan_suggest *suggest, const char *candidate);
/* The best candidate, or NULL when none is near enough to be meant: about a third of the letters may be
 * missing, too many or swapped, three at most, and fewer changed. */
const char *rowan_suggest_word(const struct rowan_suggest *suggest);
/* " (did you mean \"x\"?)" or "", into out. Returns out. */
char *rowan_suggest_hint(const struct rowan_suggest *suggest, char *out, size_t size);
#endif
