/*
 * Blocks double from 16 KB to 1 MB; a piece larger than a block gets one of its own. Reset walks
 * back to the first block and keeps the chain.
 */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_MIN ((size_t)16 * 1024)
#define BLOCK_MAX ((size_t)1024 * 1024)
#define ALIGN     _Alignof(max_align_t)

struct rowan_arena_block {
    struct rowan_arena_block *next;
    size_t size; /* usable bytes in data */
    size_t used;
    max_align_t data[];
};

void rowan_arena_init(struct rowan_arena *arena, size_t limit)
{
    memset(arena, 0, sizeof *arena);
    arena->limit = limit;
}

static void free_chain(struct rowan_arena_block *block)
{
    while (block) {
        struct rowan_arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void rowan_arena_clear(struct rowan_arena *arena)
{
    free_chain(arena->first);
    rowan_arena_init(arena, arena->limit);
}

void rowan_arena_reset(struct rowan_arena *arena, size_t keep)
{
    size_t kept = 0;
    struct rowan_arena_block **link = &arena->first;

    while (*link) {
        struct rowan_arena_block *block = *link;
        if (kept + block->size > keep) {
            *link = block->next;
            free(block);
            continue;
        }
        kept += block->size;
        block->used = 0;
        link = &block->next;
    }
    arena->held = kept;
    arena->given = 0;
    arena->current = arena->first;
}

static struct rowan_arena_block *add_block(struct rowan_arena *arena, size_t need)
{
    size_t size = arena->current ? arena->current->size * 2 : BLOCK_MIN;
    struct rowan_arena_block *block;

    if (size > BLOCK_MAX)
        size = BLOCK_MAX;
    if (arena->limit && size > arena->limit - arena->given)
        size = arena->limit - arena->given;
    if (size < need)
        size = need;
    block = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    block->size = size;
    block->used = 0;
    if (arena->current) {
        block->next = arena->current->next;
        arena->current->next = block;
    } else {
        block->next = arena->first;
        arena->first = block;
    }
    arena->held += size;
    arena->current = block;
    return block;
}

static size_t rounded(size_t size)
{
    return (size + ALIGN - 1) & ~(ALIGN - 1);
}

bool rowan_arena_is_full(const struct rowan_arena *arena, size_t size)
{
    return arena->limit && rounded(size) > arena->limit - arena->given;
}

void *rowan_arena_alloc(struct rowan_arena *arena, size_t size)
{
    struct rowan_arena_block *block = arena->current;
    void *piece;

    if (size > SIZE_MAX / 4 || rowan_arena_is_full(arena, size))
        return NULL;
    size = rounded(size);
    while (block && block->size - block->used < size) {
        block = block->next;
        if (block)
            arena->current = block;
    }
    if (!block)
        block = add_block(arena, size);
    if (!block)
        return NULL;
    piece = (char *)block->data + block->used;
    block->used += size;
    arena->given += size;
    memset(piece, 0, size);
    return piece;
}

char *rowan_arena_copy(struct rowan_arena *arena, const char *data, size_t size)
{
    char *copy = size < SIZE_MAX ? rowan_arena_alloc(arena, size + 1) : NULL;

    if (copy && size)
        memcpy(copy, data, size);
    return copy;
}
