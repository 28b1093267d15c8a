#include "source/key_list.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 64

void rowan_key_list_clear(struct rowan_key_list *list)
{
    rowan_buffer_clear(&list->bytes);
    free(list->keys);
    free(list->marks);
    memset(list, 0, sizeof *list);
}

void rowan_key_list_forget(struct rowan_key_list *list)
{
    list->bytes.size = list->used = list->count = 0;
}

static bool reserve(struct rowan_key_list *list)
{
    size_t capacity = list->capacity ? list->capacity * 2 : FIRST_ROOM;
    struct rowan_slice *keys;
    bool *marks;

    if (list->count < list->capacity)
        return true;
    keys = realloc(list->keys, capacity * sizeof *keys);
    if (!keys)
        return false;
    list->keys = keys;
    marks = realloc(list->marks, capacity * sizeof *marks);
    if (!marks)
        return false;
    list->marks = marks;
    list->capacity = capacity;
    return true;
}

bool rowan_key_list_add(struct rowan_key_list *list)
{
    if (!reserve(list))
        return false;
    list->keys[list->count] = (struct rowan_slice){NULL, list->bytes.size - list->used};
    list->marks[list->count++] = false;
    list->used = list->bytes.size;
    return true;
}

bool rowan_key_list_place(struct rowan_key_list *list)
{
    const char *at;

    if (!rowan_buffer_reserve(&list->bytes, 1)) /* a key may be an empty text */
        return false;
    at = list->bytes.data;
    for (size_t i = 0; i < list->count; i++) {
        list->keys[i].data = at;
        at += list->keys[i].size;
    }
    return true;
}

struct rowan_slice rowan_key_list_last(const struct rowan_key_list *list)
{
    size_t size = list->keys[list->count - 1].size;

    return (struct rowan_slice){list->bytes.data + list->used - size, size};
}

void rowan_key_list_cut(struct rowan_key_list *list, size_t count)
{
    while (list->count > count)
        list->bytes.size = list->used -= list->keys[--list->count].size;
}

void rowan_key_list_drop_known(struct rowan_key_list *list)
{
    struct rowan_slice last = rowan_key_list_last(list);
    const char *at = last.data;

    for (size_t i = list->count - 1; i-- > 0;) {
        at -= list->keys[i].size;
        if (!rowan_slice_equal((struct rowan_slice){at, list->keys[i].size}, last))
            continue;
        rowan_key_list_cut(list, list->count - 1);
        return;
    }
}

void rowan_key_list_keep_unmarked(struct rowan_key_list *list)
{
    size_t size = 0, count = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (list->marks[i])
            continue;
        memmove(list->bytes.data + size, list->keys[i].data, list->keys[i].size);
        size += list->keys[i].size;
        list->keys[count++].size = list->keys[i].size;
    }
    memset(list->marks, 0, count * sizeof *list->marks);
    list->bytes.size = list->used = size;
    list->count = count;
}
