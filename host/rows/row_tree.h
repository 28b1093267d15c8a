#ifndef ROWAN_ROW_TREE_H
#define ROWAN_ROW_TREE_H
/* The matches of a recursive table in the order of the document, and how they lie below each other. */
#include "rows/row_workspace.h"

/* The matches below one row. */
struct rowan_tree_level {
    struct rowan_nodes nodes;
    size_t next;     /* match that is to be looked at */
    size_t position; /* of its row */
    size_t above;    /* index of the row they are below; SIZE_MAX: of none */
    size_t match;    /* where each finds all: which match of those next is, or one before it */
};

/* One of a table, reused. All zero is an empty one. */
struct rowan_row_tree {
    struct rowan_tree_level *levels; /* from the first rows to the match in hand */
    size_t depth, capacity;
    struct rowan_nodes found; /* where each finds all: these, */
    size_t *ends;             /* and behind each the first that does not lie in it */
    size_t ends_capacity;
};

void rowan_row_tree_clear(struct rowan_row_tree *tree);
/* Begin with the table's matches from what context is above them. fates: of the table. */
enum rowan_status rowan_row_tree_begin(struct rowan_row_tree *tree, struct rowan_row_workspace *work,
                                       const struct rowan_table *table, const struct rowan_row_context *above,
                                       int64_t *fates, struct rowan_error *err);
/* Give the context the next match, its level, position and the row above; false: there is none. */
bool rowan_row_tree_next(struct rowan_row_tree *tree, struct rowan_row_context *context);
/* The context's match made the row with this index: those below it are next. */
enum rowan_status rowan_row_tree_enter(struct rowan_row_tree *tree, struct rowan_row_workspace *work,
                                       const struct rowan_table *table,
                                       const struct rowan_row_context *context, size_t row, int64_t *fates,
                                       struct rowan_error *err);
#endif
