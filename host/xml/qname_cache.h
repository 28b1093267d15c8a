#ifndef ROWAN_QNAME_CACHE_H
#define ROWAN_QNAME_CACHE_H
/*
 * From libxml2's interned name pointers to the mapping's name ids. Pointers are equal exactly when the
 * names are, as long as the parser context lives.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "xml/qname_table.h"

struct rowan_qname_slot {
    const void *local; /* NULL: free */
    const void *uri;
    uint32_t id;
};

struct rowan_qname_cache {
    struct rowan_document_names names;
    struct rowan_qname_slot *slots; /* a power of two of them */
    size_t capacity;
    size_t count;
    bool out_of_memory; /* an id was 0 for want of memory; its reader clears it */
};

void rowan_qname_cache_init(struct rowan_qname_cache *cache, struct rowan_qname_table *names, bool add);
void rowan_qname_cache_clear(struct rowan_qname_cache *cache);
/* Forget the pointers: their context is gone. */
void rowan_qname_cache_reset(struct rowan_qname_cache *cache);
/* Not in the cache yet: look the texts up. 0 also when there is no memory, which out_of_memory tells. */
uint32_t rowan_qname_cache_miss(struct rowan_qname_cache *cache, const void *local, const void *uri);

/* Names lie side by side in the dictionary: without the multiplication probing would run through them. */
static inline size_t rowan_qname_cache_hash(const void *local, const void *uri)
{
    uint64_t h = ((uint64_t)(uintptr_t)local ^ (uint64_t)(uintptr_t)uri << 7) * 0x9E3779B97F4A7C15u;

    return (size_t)(h >> 32);
}

static inline uint32_t rowan_qname_cache_id(struct rowan_qname_cache *cache, const void *local,
                                            const void *uri)
{
    if (cache->capacity) {
        size_t mask = cache->capacity - 1;
        for (size_t i = rowan_qname_cache_hash(local, uri) & mask; cache->slots[i].local; i = (i + 1) & mask)
            if (cache->slots[i].local == local && cache->slots[i].uri == uri)
                return cache->slots[i].id;
    }
    return rowan_qname_cache_miss(cache, local, uri);
}
#endif
