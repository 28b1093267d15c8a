/*
 * Blocks double from 16 KB to 1 MB; a piece larger than a block gets one of its own. Reset walks
 * back to the first block and keeps the chain.
 */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>

#define BLOCK_MIN ((size_t)16 * 1024)
#define BLOCK_MAX ((size_t)1024 * 1024)

struct rowan_arena_block {
    struct rowan_arena_block *next;
    size_t size; /* usable bytes in data */
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

/* Pieces come from this block now, or from none. Those behind it are not in use. */
static void enter(struct rowan_arena *arena, struct rowan_arena_block *block)
{
    size_t left = arena->limit ? arena->limit - arena->given : SIZE_MAX;
    size_t room = block ? block->size : 0;

    arena->current = block;
    arena->next = block ? (char *)block->data : NULL;
    arena->room = (room < left ? room : left) & ~(ROWAN_ARENA_ALIGN - 1);
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
        link = &block->next;
    }
    arena->held = kept;
    arena->given = 0;
    enter(arena, arena->first);
}

struct rowan_arena_mark rowan_arena_mark(const struct rowan_arena *arena)
{
    return (struct rowan_arena_mark){arena->current, arena->next, arena->room, arena->given};
}

/* Blocks that were made since are behind the current one again. */
void rowan_arena_rewind(struct rowan_arena *arena, const struct rowan_arena_mark *mark)
{
    arena->current = mark->current;
    arena->next = mark->next;
    arena->room = mark->room;
    arena->given = mark->given;
}

/* Behind the current block. */
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
    if (arena->current) {
        block->next = arena->current->next;
        arena->current->next = block;
    } else {
        block->next = arena->first;
        arena->first = block;
    }
    arena->held += size;
    return block;
}

bool rowan_arena_is_full(const struct rowan_arena *arena, size_t size)
{
    return arena->limit && rowan_arena_rounded(size) > arena->limit - arena->given;
}

void *rowan_arena_alloc_elsewhere(struct rowan_arena *arena, size_t size)
{
    struct rowan_arena_block *block;

    if (size > SIZE_MAX / 4 || rowan_arena_is_full(arena, size))
        return NULL;
    while (arena->current && arena->current->next) {
        enter(arena, arena->current->next);
        if (size <= arena->room)
            return rowan_arena_take(arena, size);
    }
    block = add_block(arena, rowan_arena_rounded(size));
    if (!block)
        return NULL;
    enter(arena, block);
    return rowan_arena_take(arena, size);
}

void *rowan_arena_alloc(struct rowan_arena *arena, size_t size)
{
    return arena->current ? rowan_arena_take(arena, size) : rowan_arena_alloc_elsewhere(arena, size);
}

char *rowan_arena_copy(struct rowan_arena *arena, const char *data, size_t size)
{
    char *copy = size < SIZE_MAX ? rowan_arena_alloc(arena, size + 1) : NULL;

    if (copy && size)
        memcpy(copy, data, size);
    return copy;
}
