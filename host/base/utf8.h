#ifndef ROWAN_UTF8_H
#define ROWAN_UTF8_H
/* UTF-8, as Unicode 3.9, table 3-7 defines it: one sequence, and whole texts. */
#include <stdint.h>

#include "base/slice.h"

static inline bool rowan_utf8_is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Bytes of the sequence of two to four bytes at p, which has size bytes left; 0 when it is none. */
static inline size_t rowan_utf8_sequence(const unsigned char *p, size_t size)
{
    unsigned char lead = p[0];

    if (lead >= 0xC2 && lead <= 0xDF)
        return size >= 2 && rowan_utf8_is_tail(p[1]) ? 2 : 0;
    if ((lead & 0xF0) == 0xE0) {
        if (size < 3 || !rowan_utf8_is_tail(p[1]) || !rowan_utf8_is_tail(p[2]))
            return 0;
        if ((lead == 0xE0 && p[1] < 0xA0) || (lead == 0xED && p[1] > 0x9F)) /* overlong; surrogate */
            return 0;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (size < 4 || !rowan_utf8_is_tail(p[1]) || !rowan_utf8_is_tail(p[2]) || !rowan_utf8_is_tail(p[3]))
            return 0;
        if ((lead == 0xF0 && p[1] < 0x90) || (lead == 0xF4 && p[1] > 0x8F)) /* overlong; > U+10FFFF */
            return 0;
        return 4;
    }
    return 0;
}

/* The character of such a sequence, size being what was returned for it. */
static inline uint32_t rowan_utf8_decode(const unsigned char *p, size_t size)
{
    uint32_t c = p[0] & (0xFFu >> (size + 1));

    for (size_t i = 1; i < size; i++)
        c = c << 6 | (p[i] & 0x3Fu);
    return c;
}

/* U+0080 to U+009F: control characters that terminals obey too. */
static inline bool rowan_utf8_is_upper_control(const unsigned char *p, size_t size)
{
    return p[0] == 0xC2 && size > 1 && p[1] >= 0x80 && p[1] < 0xA0;
}

/* Bytes of the character at p that may be shown; 0 for a control character or what is not UTF-8. */
static inline size_t rowan_utf8_printable(const unsigned char *p, size_t size)
{
    if (p[0] < 0x80)
        return p[0] >= 0x20 && p[0] != 0x7F;
    return rowan_utf8_is_upper_control(p, size) ? 0 : rowan_utf8_sequence(p, size);
}

/* The bytes of a character, which is no surrogate, and how many they are: four at most. */
size_t rowan_utf8_encode(uint32_t c, char *out);
/* Bytes of the longest valid UTF-8 prefix without NUL; characters receives its length. */
size_t rowan_utf8_scan(struct rowan_slice text, size_t *characters);
/* Bytes of the first characters of valid UTF-8. */
size_t rowan_utf8_prefix(struct rowan_slice text, size_t characters);
/* ASCII for text: characters beyond it as \u{20AC}, other such bytes as \xHH. Cut to size. False when text is
 * ASCII anyway. */
bool rowan_utf8_escape(char *out, size_t size, const char *text);
/* Unicode characters in valid UTF-8; -1 when the bytes are not valid UTF-8 (overlong, surrogate, above
 * U+10FFFF) or hold a NUL. */
long rowan_utf8_length(struct rowan_slice text);
/* Units of UTF-16 that valid UTF-8 has: two for a character beyond the basic plane. */
size_t rowan_utf8_units(struct rowan_slice text);
#endif
