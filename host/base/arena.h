#ifndef ROWAN_ARENA_H
#define ROWAN_ARENA_H
/*
 * Memory that is given back all at once. A document's tree lives in one arena; reset keeps the
 * blocks, so after the first documents no allocation happens. Pointers stay put until reset. The limit counts
 * what was asked for since reset, so it does not depend on what the blocks were used for before.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define ROWAN_ARENA_ALIGN _Alignof(max_align_t)

struct rowan_arena_block;

struct rowan_arena {
    struct rowan_arena_block *first;   /* kept through reset */
    struct rowan_arena_block *current; /* where the next piece comes from */
    char *next;                        /* the next piece, if it fits */
    size_t room;  /* bytes there that block and limit allow, a multiple of the alignment */
    size_t limit; /* bytes that may be given out until reset; 0 = no limit */
    size_t given; /* bytes given out since reset */
    size_t held;  /* bytes in all blocks now, which is more: not what the limit counts */
};

/* Where an arena was. */
struct rowan_arena_mark {
    struct rowan_arena_block *current;
    char *next;
    size_t room, given;
};

void rowan_arena_init(struct rowan_arena *arena, size_t limit);
void rowan_arena_clear(struct rowan_arena *arena);
/* Forget what was given out. Blocks beyond keep bytes go back to the system, so one huge document
 * does not hold its memory for ever. */
void rowan_arena_reset(struct rowan_arena *arena, size_t keep);
/* Forget what was given out since the mark was taken; not across a reset. */
struct rowan_arena_mark rowan_arena_mark(const struct rowan_arena *arena);
void rowan_arena_rewind(struct rowan_arena *arena, const struct rowan_arena_mark *mark);
/* Zeroed, aligned for any object; NULL when memory or the limit is at its end. */
void *rowan_arena_alloc(struct rowan_arena *arena, size_t size);
/* The same for a piece that does not fit into the current block. */
void *rowan_arena_alloc_elsewhere(struct rowan_arena *arena, size_t size);
/* Whether a piece of size bytes is not to be had because of the limit. */
bool rowan_arena_is_full(const struct rowan_arena *arena, size_t size);
/* A terminated copy of size bytes. */
char *rowan_arena_copy(struct rowan_arena *arena, const char *data, size_t size);

static inline size_t rowan_arena_rounded(size_t size)
{
    return (size + ROWAN_ARENA_ALIGN - 1) & ~(ROWAN_ARENA_ALIGN - 1);
}

/* rowan_arena_alloc for a size that the compiler knows, not 0, where it is called for each node. */
static inline void *rowan_arena_take(struct rowan_arena *arena, size_t size)
{
    char *piece = arena->next;

    if (size > arena->room)
        return rowan_arena_alloc_elsewhere(arena, size);
    arena->next += rowan_arena_rounded(size);
    arena->room -= rowan_arena_rounded(size);
    arena->given += rowan_arena_rounded(size);
    return memset(piece, 0, size);
}
#endif
