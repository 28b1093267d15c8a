#ifndef ROWAN_HASH_H
#define ROWAN_HASH_H
/*
 * FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/. Begin with ROWAN_HASH_BEGIN. Of texts of any
 * origin it is a fingerprint that changes where they change, not one that nobody could forge.
 */
#include <stdint.h>

#include "base/slice.h"

#define ROWAN_HASH_BEGIN 14695981039346656037u

static inline uint64_t rowan_hash_add(uint64_t hash, uint32_t unit)
{
    return (hash ^ unit) * 1099511628211u;
}

static inline uint64_t rowan_hash_slice(uint64_t hash, struct rowan_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        hash = rowan_hash_add(hash, (unsigned char)text.data[i]);
    return hash;
}
#endif
