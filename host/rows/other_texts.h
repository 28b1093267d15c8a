#ifndef ROWAN_OTHER_TEXTS_H
#define ROWAN_OTHER_TEXTS_H
/* The values of an expression that are from no path, as texts. */
#include "rows/row_workspace.h"

/* Into work->others; they live until the next. ROWAN_DOCUMENT, reason "encoding": the source's is no UTF-8.
 */
enum rowan_status rowan_other_texts_make(struct rowan_row_workspace *work,
                                         const struct rowan_row_context *context,
                                         const struct rowan_column *column, struct rowan_error *err);
#endif
