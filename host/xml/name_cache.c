/* Open addressing, at most half full. */
#include "xml/name_cache.h"

#include <stdlib.h>
#include <string.h>

void rowan_name_cache_init(struct rowan_name_cache *cache, struct rowan_names *names, bool add)
{
    memset(cache, 0, sizeof *cache);
    cache->names = names;
    cache->add = add;
    cache->last = add ? UINT32_MAX : rowan_names_count(names);
}

void rowan_name_cache_clear(struct rowan_name_cache *cache)
{
    free(cache->slots);
    cache->slots = NULL;
    cache->capacity = cache->count = 0;
}

void rowan_name_cache_reset(struct rowan_name_cache *cache)
{
    rowan_name_cache_clear(cache);
}

static void put(struct rowan_name_slot *slots, size_t capacity, struct rowan_name_slot slot)
{
    size_t i = rowan_name_cache_hash(slot.local, slot.uri) & (capacity - 1);

    while (slots[i].local)
        i = (i + 1) & (capacity - 1);
    slots[i] = slot;
}

static bool grow(struct rowan_name_cache *cache)
{
    size_t capacity = cache->capacity ? cache->capacity * 2 : 256;
    struct rowan_name_slot *slots = calloc(capacity, sizeof *slots);

    if (!slots)
        return false;
    for (size_t i = 0; i < cache->capacity; i++)
        if (cache->slots[i].local)
            put(slots, capacity, cache->slots[i]);
    free(cache->slots);
    cache->slots = slots;
    cache->capacity = capacity;
    return true;
}

uint32_t rowan_name_cache_miss(struct rowan_name_cache *cache, const void *local, const void *uri)
{
    struct rowan_text local_text = rowan_text_of(local);
    struct rowan_text uri_text = rowan_text_of(uri ? uri : "");
    struct rowan_name_slot slot = {local, uri, 0};

    slot.id = cache->add ? rowan_names_add(cache->names, uri_text, local_text)
                         : rowan_names_find(cache->names, uri_text, local_text);
    if (slot.id > cache->last)
        slot.id = 0;
    if (cache->count * 2 >= cache->capacity && !grow(cache))
        return slot.id;
    put(cache->slots, cache->capacity, slot);
    cache->count++;
    return slot.id;
}
