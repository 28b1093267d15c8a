#ifndef ROWAN_CELL_XPATH_H
#define ROWAN_CELL_XPATH_H
/* The text of a column made by xpath. Private to plan/. */
#include "rows/cell.h"

struct rowan_xpath;

/* out's data stays NULL when there is no node. It lives until xpath evaluates again; what is joined lies in
 * joined. */
enum rowan_status rowan_cell_xpath(struct rowan_xpath *xpath, const struct rowan_row_context *context,
                                   const struct rowan_column *column, struct rowan_buffer *joined,
                                   struct rowan_slice *out, struct rowan_error *err);
#endif
