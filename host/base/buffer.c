/* Growth by doubling; the inner loops of parser and writer append here. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void rowan_buffer_init(struct rowan_buffer *buffer)
{
    memset(buffer, 0, sizeof *buffer);
}

void rowan_buffer_clear(struct rowan_buffer *buffer)
{
    free(buffer->data);
    rowan_buffer_init(buffer);
}

void rowan_buffer_reset(struct rowan_buffer *buffer, size_t keep)
{
    buffer->size = 0;
    if (buffer->capacity > keep)
        rowan_buffer_clear(buffer);
}

bool rowan_buffer_reserve(struct rowan_buffer *buffer, size_t extra)
{
    size_t need = buffer->size + extra;
    size_t capacity = buffer->capacity ? buffer->capacity : 64;
    char *data;

    if (need < extra || need > SIZE_MAX / 2)
        return false;
    if (need <= buffer->capacity)
        return true;
    while (capacity < need)
        capacity *= 2;
    data = realloc(buffer->data, capacity);
    if (!data)
        return false;
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

bool rowan_buffer_append(struct rowan_buffer *buffer, const char *data, size_t size)
{
    if (size > buffer->capacity - buffer->size && !rowan_buffer_reserve(buffer, size))
        return false;
    if (size)
        memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    return true;
}

bool rowan_buffer_append_slice(struct rowan_buffer *buffer, const char *s)
{
    return rowan_buffer_append(buffer, s, strlen(s));
}

bool rowan_buffer_append_char(struct rowan_buffer *buffer, char c)
{
    return rowan_buffer_append(buffer, &c, 1);
}

bool rowan_buffer_format(struct rowan_buffer *buffer, const char *format, ...)
{
    va_list args;
    va_list again;
    int n;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !rowan_buffer_reserve(buffer, (size_t)n + 1)) {
        va_end(again);
        return false;
    }
    vsnprintf(buffer->data + buffer->size, (size_t)n + 1, format, again);
    va_end(again);
    buffer->size += (size_t)n;
    return true;
}

bool rowan_buffer_append_int(struct rowan_buffer *buffer, long long value)
{
    char digits[24];
    size_t at = sizeof digits;
    unsigned long long rest = value < 0 ? 0ULL - (unsigned long long)value : (unsigned long long)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        digits[--at] = '-';
    return rowan_buffer_append(buffer, digits + at, sizeof digits - at);
}

char *rowan_buffer_string(struct rowan_buffer *buffer)
{
    if (!rowan_buffer_reserve(buffer, 1))
        return NULL;
    buffer->data[buffer->size] = '\0';
    return buffer->data;
}
