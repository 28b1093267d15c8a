/* Levenshtein distance without regard to ASCII case. Words above WORD_MAX bytes are not compared. */
#include "base/suggest.h"

#include <stdio.h>

#include "base/ascii.h"

#define WORD_MAX 64

/* The first distance that is too far. Two swapped letters count as two changes, so words of four letters
 * may differ in two, longer ones in three at most. */
static size_t too_far(size_t size)
{
    size_t allowed = size / 3 + (size > 3);

    return (allowed < 3 ? allowed : 3) + 1;
}

void rowan_suggest_init(struct rowan_suggest *suggest, struct rowan_slice word)
{
    suggest->word = word;
    suggest->best = NULL;
    suggest->distance = too_far(word.size);
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

static size_t distance(struct rowan_slice a, struct rowan_slice b)
{
    size_t row[WORD_MAX + 1];

    for (size_t k = 0; k <= b.size; k++)
        row[k] = k;
    for (size_t i = 1; i <= a.size; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b.size; k++) {
            size_t above = row[k];
            size_t change = rowan_ascii_lower(a.data[i - 1]) == rowan_ascii_lower(b.data[k - 1]) ? 0 : 1;
            row[k] = smallest(above + 1, row[k - 1] + 1, corner + change);
            corner = above;
        }
    }
    return row[b.size];
}

void rowan_suggest_offer(struct rowan_suggest *suggest, const char *candidate)
{
    struct rowan_slice word = suggest->word;
    struct rowan_slice text = rowan_slice_of(candidate);
    size_t d;

    if (word.size == 0 || word.size > WORD_MAX || text.size > WORD_MAX)
        return;
    if (text.size >= word.size + suggest->distance || word.size >= text.size + suggest->distance)
        return;
    d = distance(word, text);
    if (d < suggest->distance) {
        suggest->distance = d;
        suggest->best = candidate;
    }
}

const char *rowan_suggest_word(const struct rowan_suggest *suggest)
{
    return suggest->best;
}

char *rowan_suggest_hint(const struct rowan_suggest *suggest, char *out, size_t size)
{
    const char *word = rowan_suggest_word(suggest);

    if (size)
        out[0] = '\0';
    if (word)
        snprintf(out, size, " (did you mean \"%s\"?)", word);
    return out;
}
