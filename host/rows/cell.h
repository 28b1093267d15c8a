#ifndef ROWAN_CELL_H
#define ROWAN_CELL_H
/* One value of a row: its text, converted, or copied from the parent row; its default, when there is none. */
#include "rows/row_workspace.h"

/*
 * The value of a column; *value is all zero before. Text lives until the next call. A refusal
 * (ROWAN_DOCUMENT) names XML line, table, column, path, mapping file and line.
 */
enum rowan_status rowan_cell_make(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_table *table, const struct rowan_column *column,
                                  struct rowan_value *value, struct rowan_error *err);
#endif
