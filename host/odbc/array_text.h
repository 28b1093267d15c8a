#ifndef ROWAN_ARRAY_TEXT_H
#define ROWAN_ARRAY_TEXT_H
/* Elements of an array as SQL's text of it has them: {"a","b"}. */
#include "base/buffer.h"
#include "base/slice.h"

/* Texts are quoted always: then none is taken for NULL, a number of elements or a nested array. */
static inline bool rowan_array_add_text(struct rowan_buffer *out, struct rowan_slice text)
{
    const char *s = text.size ? text.data : "";
    const char *end = s + text.size;
    char *to;

    if (!rowan_buffer_reserve(out, text.size * 2 + 2))
        return false;
    to = out->data + out->size;
    *to++ = '"';
    for (; s < end; s++) {
        if (*s == '"' || *s == '\\')
            *to++ = '\\';
        *to++ = *s;
    }
    *to++ = '"';
    out->size = (size_t)(to - out->data);
    return true;
}
#endif
