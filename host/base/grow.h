#ifndef ROWAN_GROW_H
#define ROWAN_GROW_H
/* Arrays of things that are zero until somebody uses them, and then are used again. */
#include <stdlib.h>
#include <string.h>

/* The items, of so many bytes each, with twice the room, or room for the first ones; what is new is zero.
 * NULL: no memory, and the items are as they were. */
static inline void *rowan_grow(void *items, size_t *capacity, size_t first, size_t size)
{
    size_t more = *capacity ? *capacity * 2 : first;
    char *grown = realloc(items, more * size);

    if (!grown)
        return NULL;
    memset(grown + *capacity * size, 0, (more - *capacity) * size);
    *capacity = more;
    return grown;
}
#endif
