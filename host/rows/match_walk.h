#ifndef ROWAN_MATCH_WALK_H
#define ROWAN_MATCH_WALK_H
/* Evaluating the expression of a column, with the matches that its aggregates go over. */
#include "rows/row_workspace.h"

/* As rowan_expr_eval. After a failure work->node is the node that the value which failed is from. */
enum rowan_status rowan_match_walk_eval(struct rowan_row_workspace *work,
                                        const struct rowan_row_context *context,
                                        const struct rowan_column *column, const struct rowan_slice *operands,
                                        struct rowan_slice *out, struct rowan_error *err);
#endif
