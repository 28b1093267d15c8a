#include "base/key_text.h"

#include <string.h>

bool rowan_key_text_add(struct rowan_buffer *out, struct rowan_slice part, size_t index, size_t count)
{
    bool ok = index == 0 || rowan_buffer_append_char(out, '/');

    if (count == 1)
        return rowan_buffer_append(out, part.data, part.size);
    for (size_t i = 0; i < part.size && ok; i++) {
        char c = part.data[i];
        if (c == '/' || c == '%')
            ok = rowan_buffer_append(out, c == '/' ? "%2F" : "%25", 3);
        else
            ok = rowan_buffer_append_char(out, c);
    }
    return ok;
}

/* The character that three bytes stand for; 0: none. */
static char escaped(const char *at, size_t size)
{
    if (size < 3 || at[0] != '%' || at[1] != '2')
        return '\0';
    return at[2] == '5' ? '%' : at[2] == 'F' || at[2] == 'f' ? '/' : '\0';
}

/* Copy a part as it was before it was escaped. The room is there. */
static void add_part(struct rowan_buffer *room, struct rowan_slice part)
{
    for (size_t i = 0; i < part.size; i++) {
        char c = escaped(part.data + i, part.size - i);
        room->data[room->size++] = c ? c : part.data[i];
        i += c ? 2 : 0;
    }
}

bool rowan_key_text_split(struct rowan_slice key, struct rowan_buffer *room, struct rowan_slice *parts,
                          size_t count, bool *out_of_memory)
{
    struct rowan_slice rest = key;

    *out_of_memory = !rowan_buffer_reserve(room, key.size + 1);
    if (*out_of_memory)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *end = count > 1 ? memchr(rest.data, '/', rest.size) : NULL;
        struct rowan_slice part = {rest.data, end ? (size_t)(end - rest.data) : rest.size};
        size_t begin = room->size;
        if ((end != NULL) != (i + 1 < count))
            return false;
        if (count == 1)
            rowan_buffer_append(room, part.data, part.size);
        else
            add_part(room, part);
        parts[i] = (struct rowan_slice){room->data + begin, room->size - begin};
        rest.data += part.size + 1;
        rest.size -= part.size + (end != NULL);
    }
    return true;
}
