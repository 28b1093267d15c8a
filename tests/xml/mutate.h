#ifndef MUTATE_H
#define MUTATE_H
/* Documents with one small change: all there are of a list at every place, or one by chance. */
#include "base/buffer.h"
#include "chance.h"

/* How many changes there are for a text of that size. */
size_t mutation_count(size_t size);
/* The text with change n, in out. */
void mutation_make(struct rowan_slice text, size_t n, struct rowan_buffer *out);
/* A change by chance: one of those, or a piece of the grammar or of the other text put in. */
void mutation_draw(struct chance *chance, struct rowan_slice text, struct rowan_slice other,
                   struct rowan_buffer *out);
#endif
