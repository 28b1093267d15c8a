#ifndef ROWAN_DOCUMENT_TEXT_H
#define ROWAN_DOCUMENT_TEXT_H
/* What the document has of a value, beside what steps made of it: messages quote both. */
#include "rows/row_workspace.h"

/* A value of the column failed, and err, which may be NULL, quotes what was made of it at most. Append what
 * the paths of the column have, where err does not quote that already. */
void rowan_document_text_tell(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                              const struct rowan_column *column, struct rowan_error *err);
#endif
