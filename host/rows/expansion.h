#ifndef ROWAN_EXPANSION_H
#define ROWAN_EXPANSION_H
/* Several rows of one match: unpivot makes one per entry with a value, rows one per record. */
#include "plan/record_batch.h"
#include "rows/row_workspace.h"

/* Where the table is in the rows of its match. One per table, since child rows are made in between. */
struct rowan_expansion {
    struct rowan_slice *texts; /* what the row in hand is given: table->given_count, reading_count */
    struct rowan_buffer
        *values; /* per reading: a copy of what is made, since the cells of the row use the same space */
    const struct rowan_node **nodes; /* per reading: where its text is from */
    struct rowan_record_batch records;
    size_t next; /* entry or record */
};

/* One for each table of the plan. NULL is no memory. */
struct rowan_expansion *rowan_expansion_new(const struct rowan_plan *plan);
void rowan_expansion_free(struct rowan_expansion *expansions, const struct rowan_plan *plan);
/* Begin with the match that is the context's node. */
enum rowan_status rowan_expansion_begin(struct rowan_row_workspace *work, struct rowan_expansion *expansion,
                                        const struct rowan_table *table,
                                        const struct rowan_row_context *context, struct rowan_error *err);
/* Give the context the texts of the next row; *more is false when there is none. */
enum rowan_status rowan_expansion_next(struct rowan_row_workspace *work, struct rowan_expansion *expansion,
                                       const struct rowan_table *table, struct rowan_row_context *context,
                                       bool *more, struct rowan_error *err);

/* Does the table make several rows of a match? */
static inline bool rowan_expansion_some(const struct rowan_table *table)
{
    return table->unpivot_count > 0 || table->row_function;
}
#endif
