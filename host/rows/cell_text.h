#ifndef ROWAN_CELL_TEXT_H
#define ROWAN_CELL_TEXT_H
/* The text that a cell is made of, before conversion. */
#include "plan/record_batch.h"
#include "rows/row_workspace.h"

/* data NULL means that there is none. It lives until the next text is made. */
enum rowan_status rowan_cell_text(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_column *column, struct rowan_slice *out,
                                  struct rowan_error *err);
/* The same, but where bad says so an expression that cannot be calculated has no text, and *bad is set: it is
 * like a text that does not convert. */
enum rowan_status rowan_cell_text_lenient(struct rowan_row_workspace *work,
                                          const struct rowan_row_context *context,
                                          const struct rowan_column *column, struct rowan_slice *text,
                                          bool *bad, struct rowan_error *err);
/* rows: call the table's function with the texts of its paths, for the context's node. */
enum rowan_status rowan_cell_text_records(struct rowan_row_workspace *work,
                                          const struct rowan_row_context *context,
                                          const struct rowan_table *table, struct rowan_record_batch *out,
                                          struct rowan_error *err);
#endif
