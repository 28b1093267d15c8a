#ifndef ROWAN_ROW_FILTER_H
#define ROWAN_ROW_FILTER_H
/* Which of the elements that `each` matches make a row: `when` and `distinct`. */
#include "rows/row_workspace.h"

/* Take out of nodes what makes no row of the table, and add up in fates why. above is the context of the
 * parent row. */
enum rowan_status rowan_row_filter(struct rowan_row_workspace *work, const struct rowan_table *table,
                                   const struct rowan_row_context *above, struct rowan_nodes *nodes,
                                   int64_t *fates, struct rowan_error *err);
/* Whether a cell says by itself that there is something to make a row of. */
bool rowan_row_filter_counts(const struct rowan_column *column, const struct rowan_value *value);
#endif
