#ifndef ROWAN_MATCH_LEVELS_H
#define ROWAN_MATCH_LEVELS_H
/* Room for the matches that the aggregates of an expression go over, a level for each that stands in another.
 */
#include "rows/operand_texts.h"
#include "xml/nodes.h"

struct rowan_match_level {
    const struct rowan_aggregate *aggregate;
    const struct rowan_node *from; /* that its matches are looked for at */
    struct rowan_nodes nodes;
    struct rowan_operand_texts texts; /* of the match in hand */
};

/* All zero is an empty one. */
struct rowan_match_levels {
    struct rowan_match_level **items; /* those beyond count are kept for later */
    size_t count, capacity;
};

/* One more, which is empty; NULL for want of memory. */
struct rowan_match_level *rowan_match_levels_push(struct rowan_match_levels *levels);
void rowan_match_levels_clear(struct rowan_match_levels *levels);
#endif
