#ifndef ROWAN_SLICE_H
#define ROWAN_SLICE_H
/*
 * A slice of bytes that belongs to somebody else. Not terminated by a NUL; data may be NULL only
 * when the slice stands for "no value" (then size is 0).
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/ascii.h"

struct rowan_slice {
    const char *data;
    size_t size;
};

static inline struct rowan_slice rowan_slice_of(const char *s)
{
    struct rowan_slice t = {s, s ? strlen(s) : 0};
    return t;
}

static inline bool rowan_slice_equal(struct rowan_slice a, struct rowan_slice b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool rowan_slice_is_ascii(struct rowan_slice text)
{
    return rowan_ascii_length(text.data, text.size) == text.size;
}

/* Equal to a word of lower-case letters, whatever their case is in the text. */
static inline bool rowan_slice_is_word(struct rowan_slice text, const char *word)
{
    size_t size = strlen(word);

    if (text.size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (rowan_ascii_lower(text.data[i]) != word[i])
            return false;
    return true;
}

static inline struct rowan_slice rowan_slice_trim(struct rowan_slice t)
{
    while (t.size > 0 && rowan_ascii_is_space(t.data[0])) {
        t.data++;
        t.size--;
    }
    while (t.size > 0 && rowan_ascii_is_space(t.data[t.size - 1]))
        t.size--;
    return t;
}

/* The number of the line that holds the byte at, from 1. */
static inline size_t rowan_slice_line(struct rowan_slice text, const char *at)
{
    size_t line = 1;

    for (const char *c = text.data; c < at; c++)
        line += *c == '\n';
    return line;
}
#endif
