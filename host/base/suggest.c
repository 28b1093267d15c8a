/* Distances are counted without regard to ASCII case. Words above WORD_MAX bytes are not compared. */
#include "base/suggest.h"

#include <stdio.h>

#include "base/ascii.h"

#define WORD_MAX 64
#define MISSED   2 /* a letter left out or put in, or swapped with the next */
#define CHANGED  3 /* a letter in place of another: rarer as a slip, and sooner another word */

/* The first distance that is too far: of four letters two may be missed, but not two changed, as "more" is
 * not meant by "note". */
static size_t too_far(size_t size)
{
    size_t allowed = size / 3 + (size > 3);

    return MISSED * (allowed < 3 ? allowed : 3) + (allowed ? CHANGED - MISSED : 0) + 1;
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

static bool same(char a, char b)
{
    return rowan_ascii_lower(a) == rowan_ascii_lower(b);
}

/* rows[i % 3][k]: of the first i letters of a and the first k of b. */
static size_t distance(struct rowan_slice a, struct rowan_slice b)
{
    size_t rows[3][WORD_MAX + 1];

    for (size_t k = 0; k <= b.size; k++)
        rows[0][k] = MISSED * k;
    for (size_t i = 1; i <= a.size; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = MISSED * i;
        for (size_t k = 1; k <= b.size; k++) {
            size_t change = same(a.data[i - 1], b.data[k - 1]) ? 0 : CHANGED;
            row[k] = smallest(above[k] + MISSED, row[k - 1] + MISSED, above[k - 1] + change);
            if (i > 1 && k > 1 && same(a.data[i - 1], b.data[k - 2]) && same(a.data[i - 2], b.data[k - 1]))
                row[k] = smallest(row[k], before[k - 2] + MISSED, row[k]);
        }
    }
    return rows[a.size % 3][b.size];
}

void rowan_suggest_offer(struct rowan_suggest *suggest, const char *candidate)
{
    struct rowan_slice word = suggest->word;
    struct rowan_slice text = rowan_slice_of(candidate);
    size_t d;

    if (word.size == 0 || word.size > WORD_MAX || text.size > WORD_MAX)
        return;
    if (MISSED * text.size >= MISSED * word.size + suggest->distance ||
        MISSED * word.size >= MISSED * text.size + suggest->distance)
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
