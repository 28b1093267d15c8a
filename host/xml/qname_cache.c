/* Open addressing, at most half full. */
#include "xml/qname_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "xml/libxml.h"

#define PAIRS_MAX                                                                                            \
    ((size_t)1 << 18) /* of a name and a namespace: elements and not names bound how many come */

void rowan_qname_cache_init(struct rowan_qname_cache *cache, struct rowan_qname_table *names, bool add)
{
    memset(cache, 0, sizeof *cache);
    cache->names = rowan_document_names_of(names, add);
}

void rowan_qname_cache_clear(struct rowan_qname_cache *cache)
{
    free(cache->slots);
    cache->slots = NULL;
    cache->capacity = cache->count = 0;
}

void rowan_qname_cache_reset(struct rowan_qname_cache *cache)
{
    rowan_qname_cache_clear(cache);
}

static void put(struct rowan_qname_slot *slots, size_t capacity, struct rowan_qname_slot slot)
{
    size_t i = rowan_qname_cache_hash(slot.local, slot.uri) & (capacity - 1);

    while (slots[i].local)
        i = (i + 1) & (capacity - 1);
    slots[i] = slot;
}

static bool grow(struct rowan_qname_cache *cache)
{
    size_t capacity = cache->capacity ? cache->capacity * 2 : 256;
    struct rowan_qname_slot *slots = calloc(capacity, sizeof *slots);

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

static uint32_t look_up(struct rowan_qname_cache *cache, struct rowan_slice uri, struct rowan_slice local)
{
    return rowan_document_names_id(&cache->names, uri, local, &cache->out_of_memory);
}

static uint32_t look_up_escaped(struct rowan_qname_cache *cache, struct rowan_slice uri,
                                struct rowan_slice local)
{
    struct rowan_buffer plain = {0};
    uint32_t id = 0;

    if (rowan_buffer_append(&plain, uri.data, uri.size)) {
        plain.size = rowan_libxml_unescape(plain.data, plain.size);
        id = look_up(cache, rowan_buffer_slice(&plain), local);
    } else {
        cache->out_of_memory = true;
    }
    rowan_buffer_clear(&plain);
    return id;
}

uint32_t rowan_qname_cache_miss(struct rowan_qname_cache *cache, const void *local, const void *uri)
{
    struct rowan_slice local_text = rowan_slice_of(local);
    struct rowan_slice uri_text = rowan_slice_of(uri ? uri : "");
    struct rowan_qname_slot slot = {local, uri, 0};

    slot.id = strchr(uri_text.data, '&') ? look_up_escaped(cache, uri_text, local_text)
                                         : look_up(cache, uri_text, local_text);
    if (cache->count >= PAIRS_MAX)
        rowan_qname_cache_reset(cache);
    if (cache->count * 2 >= cache->capacity && !grow(cache))
        return slot.id;
    put(cache->slots, cache->capacity, slot);
    cache->count++;
    return slot.id;
}
