/* Keys are compared byte by byte: a database may find the row of another one that is equal in its collation.
 */
#include "source/chosen_keys.h"

#include <stdlib.h>
#include <string.h>

void rowan_chosen_keys_clear(struct rowan_chosen_keys *chosen)
{
    rowan_buffer_clear(&chosen->bytes);
    free(chosen->keys);
    free(chosen->came);
    memset(chosen, 0, sizeof *chosen);
}

static bool reserve(struct rowan_chosen_keys *chosen)
{
    size_t capacity = chosen->capacity ? chosen->capacity * 2 : 64;
    struct rowan_slice *keys;
    bool *came;

    if (chosen->count < chosen->capacity)
        return true;
    keys = realloc(chosen->keys, capacity * sizeof *keys);
    if (!keys)
        return false;
    chosen->keys = keys;
    came = realloc(chosen->came, capacity * sizeof *came);
    if (!came)
        return false;
    chosen->came = came;
    chosen->capacity = capacity;
    return true;
}

bool rowan_chosen_keys_add(struct rowan_chosen_keys *chosen, struct rowan_slice key)
{
    if (!reserve(chosen) || !rowan_buffer_append(&chosen->bytes, key.data, key.size))
        return false;
    chosen->keys[chosen->count].size = key.size;
    chosen->came[chosen->count++] = false;
    return true;
}

bool rowan_chosen_keys_place(struct rowan_chosen_keys *chosen)
{
    const char *at;

    if (!rowan_buffer_reserve(&chosen->bytes, 1)) /* a key may be an empty text */
        return false;
    at = chosen->bytes.data;
    for (size_t i = 0; i < chosen->count; i++) {
        chosen->keys[i].data = at;
        at += chosen->keys[i].size;
    }
    chosen->expected = 0;
    return true;
}

bool rowan_chosen_keys_take(struct rowan_chosen_keys *chosen, struct rowan_slice key)
{
    for (size_t i = 0; i < chosen->count; i++) {
        size_t at = (chosen->expected + i) % chosen->count;
        if (chosen->came[at] || !rowan_slice_equal(chosen->keys[at], key))
            continue;
        chosen->came[at] = true;
        chosen->expected = at + 1;
        return true;
    }
    return false;
}

void rowan_chosen_keys_forget(struct rowan_chosen_keys *chosen)
{
    chosen->bytes.size = chosen->count = 0;
}

void rowan_chosen_keys_keep_rest(struct rowan_chosen_keys *chosen)
{
    size_t size = 0, count = 0;

    for (size_t i = 0; i < chosen->count; i++) {
        if (chosen->came[i])
            continue;
        memmove(chosen->bytes.data + size, chosen->keys[i].data, chosen->keys[i].size);
        size += chosen->keys[i].size;
        chosen->keys[count++].size = chosen->keys[i].size;
    }
    memset(chosen->came, 0, count * sizeof *chosen->came);
    chosen->bytes.size = size;
    chosen->count = count;
}
