/*
 * UTF-8 over whole texts. Most text is ASCII, which is taken eight bytes at a
 * time; NUL is refused here because databases cut or refuse text that holds one.
 */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Length of the run of ASCII bytes that are not NUL. */
static size_t ascii_run(const unsigned char *p, size_t size)
{
    size_t i = 0;

    for (; size - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, p + i, sizeof word);
        /* Without high bits in word, the subtraction sets one exactly when some byte is 0. */
        if ((word | (word - ONES)) & HIGHS)
            break;
    }
    while (i < size && p[i] - 1u < 0x7F)
        i++;
    return i;
}

size_t rowan_utf8_scan(struct rowan_slice text, size_t *characters)
{
    const unsigned char *p = (const unsigned char *)text.data;
    size_t at = 0;
    size_t count = 0;

    while (at < text.size) {
        size_t step = ascii_run(p + at, text.size - at);
        at += step;
        count += step;
        if (at == text.size)
            break;
        step = rowan_utf8_sequence(p + at, text.size - at);
        if (step == 0)
            break;
        at += step;
        count++;
    }
    *characters = count;
    return at;
}

size_t rowan_utf8_prefix(struct rowan_slice text, size_t characters)
{
    size_t at = 0;

    for (; at < text.size; at++) {
        if (!rowan_utf8_is_tail((unsigned char)text.data[at]) && characters-- == 0)
            break;
    }
    return at;
}

long rowan_utf8_length(struct rowan_slice text)
{
    size_t characters;

    return rowan_utf8_scan(text, &characters) == text.size ? (long)characters : -1;
}
