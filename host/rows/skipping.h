#ifndef ROWAN_SKIPPING_H
#define ROWAN_SKIPPING_H
/* Documents that are not the mapping's kind: no rows are made of them, and they have not failed. */
#include "rows/row_workspace.h"
#include "rows/skip.h"

/* Ask the mapping's when about the document of the context. It is skipped unless the answer is true. */
enum rowan_status rowan_skipping_when(struct rowan_row_workspace *work,
                                      const struct rowan_row_context *context, struct rowan_skip *skip,
                                      struct rowan_error *err);
/* Skip the document that fails with err for want of rows, where the mapping says so. */
enum rowan_status rowan_skipping_nothing(const struct rowan_plan *plan, enum rowan_status st,
                                         const struct rowan_error *err, struct rowan_skip *skip);
#endif
