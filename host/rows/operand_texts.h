#ifndef ROWAN_OPERAND_TEXTS_H
#define ROWAN_OPERAND_TEXTS_H
/* The texts of several paths. Those that are made would share one buffer, so each is taken out of it. */
#include "base/buffer.h"
#include "plan/column.h"

struct rowan_operand_texts {
    struct rowan_slice items[ROWAN_PATHS_MAX];
    struct rowan_buffer joined[ROWAN_PATHS_MAX];
    size_t count;
};

static inline void rowan_operand_texts_clear(struct rowan_operand_texts *texts)
{
    while (texts->count > 0)
        rowan_buffer_clear(&texts->joined[--texts->count]);
}

#define ROWAN_OTHER_PRINTED 40 /* a number; a timestamp with its offset */

/* Those of what is no path. */
struct rowan_other_texts {
    struct rowan_slice items[ROWAN_OTHERS_MAX];
    char digits[ROWAN_OTHERS_MAX][ROWAN_OTHER_PRINTED];
};
#endif
