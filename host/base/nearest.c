/* Levenshtein distance without regard to ASCII case; both words cut at WORD_MAX bytes. */
#include "base/nearest.h"

#include <stdint.h>
#include <stdio.h>

#define WORD_MAX 64

void rowan_nearest_init(struct rowan_nearest *nearest, struct rowan_text word)
{
    nearest->word = word;
    if (nearest->word.size > WORD_MAX)
        nearest->word.size = WORD_MAX;
    nearest->best = NULL;
    nearest->distance = SIZE_MAX;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

static size_t distance(struct rowan_text a, struct rowan_text b)
{
    size_t row[WORD_MAX + 1];

    for (size_t k = 0; k <= b.size; k++)
        row[k] = k;
    for (size_t i = 1; i <= a.size; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b.size; k++) {
            size_t above = row[k];
            size_t change = lower(a.data[i - 1]) == lower(b.data[k - 1]) ? 0 : 1;
            row[k] = smallest(above + 1, row[k - 1] + 1, corner + change);
            corner = above;
        }
    }
    return row[b.size];
}

void rowan_nearest_offer(struct rowan_nearest *nearest, const char *candidate)
{
    struct rowan_text text = rowan_text_of(candidate);
    size_t d;

    if (text.size > WORD_MAX)
        text.size = WORD_MAX;
    d = distance(nearest->word, text);
    if (d < nearest->distance) {
        nearest->distance = d;
        nearest->best = candidate;
    }
}

const char *rowan_nearest_word(const struct rowan_nearest *nearest)
{
    size_t allowed = nearest->word.size / 3 + 1;

    return nearest->best && nearest->distance <= allowed ? nearest->best : NULL;
}

char *rowan_nearest_hint(const struct rowan_nearest *nearest, char *out, size_t size)
{
    const char *word = rowan_nearest_word(nearest);

    if (word)
        snprintf(out, size, " (did you mean \"%s\"?)", word);
    else if (size)
        out[0] = '\0';
    return out;
}
