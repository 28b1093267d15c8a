#include "target/lineage_text.h"

#include <string.h>

static const struct {
    char letter;
    char escaped[4];
} escapes[] = {{'%', "%25"}, {'/', "%2F"}, {'\n', "%0A"}};

#define ESCAPES (sizeof escapes / sizeof *escapes)

static const char *escape_of(char letter)
{
    for (size_t i = 0; i < ESCAPES; i++)
        if (escapes[i].letter == letter)
            return escapes[i].escaped;
    return NULL;
}

bool rowan_lineage_text_add(struct rowan_buffer *out, struct rowan_slice part, size_t index)
{
    bool good = index == 0 || rowan_buffer_append_char(out, '/');

    for (size_t i = 0; i < part.size && good; i++) {
        const char *escaped = escape_of(part.data[i]);
        good = escaped ? rowan_buffer_append(out, escaped, 3) : rowan_buffer_append_char(out, part.data[i]);
    }
    return good;
}

struct rowan_slice rowan_lineage_text_last(struct rowan_slice *keys)
{
    size_t begin = keys->size;
    struct rowan_slice key;

    while (begin > 0 && keys->data[begin - 1] != '\n')
        begin--;
    key = (struct rowan_slice){keys->data + begin, keys->size - begin};
    if (begin == 0)
        *keys = (struct rowan_slice){NULL, 0};
    else
        keys->size = begin - 1;
    return key;
}

/* The letter that three bytes stand for; 0: none. */
static char letter_of(const char *at, size_t size)
{
    for (size_t i = 0; i < ESCAPES && size >= 3; i++)
        if (memcmp(at, escapes[i].escaped, 3) == 0)
            return escapes[i].letter;
    return '\0';
}

/* The room is there. */
static struct rowan_slice add_part(struct rowan_buffer *room, struct rowan_slice part)
{
    size_t begin = room->size;

    for (size_t i = 0; i < part.size; i++) {
        char letter = letter_of(part.data + i, part.size - i);
        room->data[room->size++] = letter ? letter : part.data[i];
        i += letter ? 2 : 0;
    }
    return (struct rowan_slice){room->data + begin, room->size - begin};
}

bool rowan_lineage_text_split(struct rowan_slice key, struct rowan_buffer *room, struct rowan_slice *parts,
                              size_t count, bool *out_of_memory)
{
    struct rowan_slice rest = key;

    room->size = 0;
    *out_of_memory = !rowan_buffer_reserve(room, key.size + 1);
    for (size_t i = 0; i < count && !*out_of_memory; i++) {
        const char *end = rest.size ? memchr(rest.data, '/', rest.size) : NULL;
        size_t size = end ? (size_t)(end - rest.data) : rest.size;
        if ((end != NULL) != (i + 1 < count))
            return false;
        parts[i] = add_part(room, (struct rowan_slice){rest.data, size});
        rest.data += size + (end != NULL);
        rest.size -= size + (end != NULL);
    }
    return !*out_of_memory;
}
