#include "base/file_key.h"

#include "base/utf8.h"

static bool add_escaped(struct rowan_buffer *out, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char text[3] = {'%', digits[c >> 4], digits[c & 15]};

    return rowan_buffer_append(out, text, sizeof text);
}

bool rowan_file_key_add(struct rowan_buffer *out, struct rowan_slice path)
{
    bool ok = true;

    for (size_t i = 0; i < path.size && ok;) {
        const unsigned char *at = (const unsigned char *)path.data + i;
        size_t size = *at == '%' ? 0 : rowan_utf8_printable(at, path.size - i);
        if (size)
            ok = rowan_buffer_append(out, path.data + i, size);
        else
            ok = add_escaped(out, *at);
        i += size ? size : 1;
    }
    return ok;
}

/* The value of a hexadecimal digit; -1: it is none. */
static int digit(char c)
{
    if (rowan_ascii_is_digit(c))
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool rowan_file_key_path(struct rowan_buffer *out, struct rowan_slice key)
{
    if (!rowan_buffer_reserve(out, key.size + 1))
        return false;
    for (size_t i = 0; i < key.size; i++) {
        bool escaped = key.data[i] == '%' && i + 2 < key.size && digit(key.data[i + 1]) >= 0 &&
                       digit(key.data[i + 2]) >= 0;
        out->data[out->size++] =
            escaped ? (char)(digit(key.data[i + 1]) * 16 + digit(key.data[i + 2])) : key.data[i];
        i += escaped ? 2 : 0;
    }
    return true;
}

int rowan_file_key_compare(struct rowan_slice a, struct rowan_slice b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.data, b.data, size) : 0;

    return order ? order : (a.size > b.size) - (a.size < b.size);
}
