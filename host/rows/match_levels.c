/* Levels stay where they are, since texts of an outer one are read while there are inner ones. */
#include "rows/match_levels.h"

#include <stdlib.h>

static bool grow(struct rowan_match_levels *levels)
{
    size_t capacity = levels->capacity + 1;
    struct rowan_match_level **items = realloc(levels->items, capacity * sizeof *items);

    if (!items)
        return false;
    levels->items = items;
    items[levels->capacity] = calloc(1, sizeof **items);
    if (!items[levels->capacity])
        return false;
    levels->capacity = capacity;
    return true;
}

struct rowan_match_level *rowan_match_levels_push(struct rowan_match_levels *levels)
{
    if (levels->count == levels->capacity && !grow(levels))
        return NULL;
    return levels->items[levels->count++];
}

void rowan_match_levels_clear(struct rowan_match_levels *levels)
{
    for (size_t i = 0; i < levels->capacity; i++) {
        rowan_nodes_clear(&levels->items[i]->nodes);
        rowan_operand_texts_clear(&levels->items[i]->texts);
        free(levels->items[i]);
    }
    free(levels->items);
    *levels = (struct rowan_match_levels){0};
}
