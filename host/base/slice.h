#ifndef ROWAN_SLICE_H
#define ROWAN_SLICE_H
/*
 * A slice of bytes that belongs to somebody else. Not terminated by a NUL; data may be NULL only
 * when the slice stands for "no value" (then size is 0).
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct rowan_text {
    const char *data;
    size_t size;
};

static inline struct rowan_text rowan_text_of(const char *s)
{
    struct rowan_text t = {s, s ? strlen(s) : 0};
    return t;
}

static inline bool rowan_text_equal(struct rowan_text a, struct rowan_text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* XML white space: the four characters of production [3] of XML 1.0. */
static inline bool rowan_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline struct rowan_text rowan_text_trim(struct rowan_text t)
{
    while (t.size > 0 && rowan_is_space(t.data[0])) {
        t.data++;
        t.size--;
    }
    while (t.size > 0 && rowan_is_space(t.data[t.size - 1]))
        t.size--;
    return t;
}
#endif
