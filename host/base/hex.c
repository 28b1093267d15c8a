#include "base/hex.h"

/* The value of a digit and one; 0: it is none. */
static const unsigned char digits[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

bool rowan_hex_bytes(struct rowan_buffer *buffer, size_t from)
{
    const unsigned char *in;
    size_t count = (buffer->size - from) / 2;
    char *out;

    if (buffer->size == from)
        return true;
    in = (const unsigned char *)buffer->data + from;
    out = buffer->data + from;
    if ((buffer->size - from) % 2)
        return false;
    for (size_t i = 0; i < count; i++) {
        unsigned high = digits[in[2 * i]], low = digits[in[2 * i + 1]];
        if (!high || !low)
            return false;
        out[i] = (char)((high - 1) << 4 | (low - 1));
    }
    buffer->size = from + count;
    return true;
}
