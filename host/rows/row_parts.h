#ifndef ROWAN_ROW_PARTS_H
#define ROWAN_ROW_PARTS_H
/*
 * A document that makes more rows than are held at once: when a bound is passed, what is there goes. Rows
 * whose rows below are still being made are kept for these to read.
 */
#include "rows/row_workspace.h"

struct rowan_row_parts {
    size_t limit;                 /* bytes of rows that one document may have; 0: any number */
    size_t cut_at;                /* how many bytes of rows there may be, with the document in hand */
    size_t whole;                 /* tables above the row in hand whose rows stay together */
    size_t gone;                  /* rows of the document in hand, */
    size_t shared;                /* of which so many are in tables with a conflict rule */
    bool crowded;                 /* the document in hand has to be alone, and was not */
    struct rowan_open_row *open;  /* per table: the row whose rows below it are being made */
    struct rowan_cells **carried; /* per table: that row, once it is gone; NULL: it never was */
};

/* NULL is no memory. */
struct rowan_row_parts *rowan_row_parts_new(const struct rowan_plan *plan);
void rowan_row_parts_free(struct rowan_row_parts *parts, const struct rowan_plan *plan);
/* A document begins, with so many bytes of rows of others. */
void rowan_row_parts_begin(struct rowan_row_parts *parts, const struct rowan_plan *plan, size_t bytes);
/* All rows are about to go: keep those that are open. False for want of memory. */
bool rowan_row_parts_carry(struct rowan_row_parts *parts, const struct rowan_plan *plan,
                           const struct rowan_table_rows *tables);

/* There is no document any more. */
static inline void rowan_row_parts_forget(struct rowan_row_parts *parts)
{
    parts->gone = parts->shared = 0;
    parts->crowded = false;
}

/* A row and those below it are complete: is it time? rejecting: it may be taken back. */
static inline bool rowan_row_parts_due(const struct rowan_row_parts *parts, size_t bytes, size_t rejecting)
{
    return bytes >= parts->cut_at && parts->whole == 0 && rejecting == 0;
}
#endif
