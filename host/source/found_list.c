#include "source/found_list.h"

#include <stdlib.h>

struct rowan_found_place {
    size_t run; /* members of one archive have the same: the index of their first one */
    size_t index;
    size_t archive;
    size_t members;
    size_t listed;
    uint64_t position;
    enum rowan_member_kind kind;
};

void rowan_found_list_clear(struct rowan_found_list *list)
{
    rowan_key_list_clear(&list->keys);
    free(list->places);
    *list = (struct rowan_found_list){.places = NULL};
}

void rowan_found_list_forget(struct rowan_found_list *list)
{
    rowan_key_list_forget(&list->keys);
    list->at = 0;
}

static bool make_room(struct rowan_found_list *list)
{
    size_t capacity = list->capacity ? list->capacity * 2 : 256;
    struct rowan_found_place *places;

    if (list->keys.count < list->capacity)
        return true;
    places = realloc(list->places, capacity * sizeof *places);
    if (!places)
        return false;
    list->places = places;
    list->capacity = capacity;
    return true;
}

static bool is_same_archive(const struct rowan_found_list *list, const struct rowan_file_found *found)
{
    struct rowan_slice last;

    if (!list->keys.count || !found->archive || list->places[list->keys.count - 1].archive != found->archive)
        return false;
    last = rowan_key_list_last(&list->keys);
    return memcmp(last.data, found->key.data, found->archive) == 0;
}

bool rowan_found_list_add(struct rowan_found_list *list, const struct rowan_file_found *found)
{
    struct rowan_found_place place = {.run = list->keys.count,
                                      .index = list->keys.count,
                                      .archive = found->archive,
                                      .members = found->members,
                                      .listed = found->listed,
                                      .position = found->position,
                                      .kind = found->kind};

    if (is_same_archive(list, found))
        place.run = list->places[list->keys.count - 1].run;
    if (!make_room(list))
        return false;
    list->places[list->keys.count] = place;
    return rowan_buffer_append(&list->keys.bytes, found->key.data, found->key.size) &&
           rowan_key_list_add(&list->keys);
}

bool rowan_found_list_has_moved(const struct rowan_found_list *list)
{
    const struct rowan_found_place *last = &list->places[list->keys.count - 1];

    return last->run == last->index;
}

static int compare(const void *left, const void *right)
{
    const struct rowan_found_place *a = left, *b = right;

    if (a->run != b->run)
        return a->run < b->run ? -1 : 1;
    return (a->position > b->position) - (a->position < b->position);
}

bool rowan_found_list_place(struct rowan_found_list *list, bool by_position)
{
    if (by_position && list->keys.count)
        qsort(list->places, list->keys.count, sizeof *list->places, compare);
    return rowan_key_list_place(&list->keys);
}

bool rowan_found_list_next(struct rowan_found_list *list, struct rowan_file_found *found)
{
    while (list->at < list->keys.count) {
        const struct rowan_found_place *place = &list->places[list->at++];
        if (!list->keys.marks[place->index])
            continue;
        *found = (struct rowan_file_found){.key = list->keys.keys[place->index],
                                           .index = place->index,
                                           .archive = place->archive,
                                           .members = place->members,
                                           .listed = place->listed,
                                           .position = place->position,
                                           .kind = place->kind};
        return true;
    }
    return false;
}
