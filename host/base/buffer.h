#ifndef ROWAN_BUFFER_H
#define ROWAN_BUFFER_H
/*
 * A growing run of bytes. Appending never fails half way: on failure the buffer is as before and
 * false is returned. data is not terminated unless rowan_buffer_string is called.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct rowan_buffer {
    char *data;
    size_t size;
    size_t capacity;
};

void rowan_buffer_init(struct rowan_buffer *buffer);
void rowan_buffer_clear(struct rowan_buffer *buffer);
/* Make room for extra more bytes. */
bool rowan_buffer_reserve(struct rowan_buffer *buffer, size_t extra);
bool rowan_buffer_append(struct rowan_buffer *buffer, const char *data, size_t size);
bool rowan_buffer_append_slice(struct rowan_buffer *buffer, const char *s);
bool rowan_buffer_append_char(struct rowan_buffer *buffer, char c);
bool rowan_buffer_format(struct rowan_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Decimal digits of value, without printf: it is in the writer's inner loop. */
bool rowan_buffer_append_int(struct rowan_buffer *buffer, long long value);
/* Terminate and return data; NULL when there is no memory for the terminator. */
char *rowan_buffer_string(struct rowan_buffer *buffer);
/* Forget the contents; give the memory back when it is more than keep bytes. */
void rowan_buffer_reset(struct rowan_buffer *buffer, size_t keep);

static inline struct rowan_slice rowan_buffer_slice(const struct rowan_buffer *buffer)
{
    struct rowan_slice t = {buffer->data, buffer->size};
    return t;
}
#endif
