/*
 * UTF-8 over whole texts. Most text is ASCII, which is taken eight bytes at a
 * time; NUL is refused here because databases cut or refuse text that holds one.
 */
#include "base/utf8.h"

#include <stdio.h>
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

size_t rowan_utf8_encode(uint32_t c, char *out)
{
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = size; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(leads[size] | c);
    return size;
}

bool rowan_utf8_escape(char *out, size_t size, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t left = strlen(text), at = 0;
    bool beyond = false;

    while (left && at + sizeof "\\u{10FFFF}" <= size) {
        size_t bytes = rowan_utf8_sequence(p, left);
        if (*p < 0x80)
            out[at++] = (char)*p;
        else if (bytes)
            at +=
                (size_t)snprintf(out + at, size - at, "\\u{%lX}", (unsigned long)rowan_utf8_decode(p, bytes));
        else
            at += (size_t)snprintf(out + at, size - at, "\\x%02X", *p);
        beyond = beyond || *p >= 0x80;
        p += bytes ? bytes : 1;
        left -= bytes ? bytes : 1;
    }
    out[at] = '\0';
    return beyond;
}

size_t rowan_utf8_units(struct rowan_slice text)
{
    size_t units = 0;

    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        units += !rowan_utf8_is_tail(c) + (c >= 0xF0);
    }
    return units;
}
