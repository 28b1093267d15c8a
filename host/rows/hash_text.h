#ifndef ROWAN_HASH_TEXT_H
#define ROWAN_HASH_TEXT_H
/* A key made of other columns of its row: the digest of their values. */
#include "rows/row_workspace.h"

/* The text of a uuid or of a bigint, whichever the column is; it lives until the next text is made. */
enum rowan_status rowan_hash_text(struct rowan_row_workspace *work, const struct rowan_column *column,
                                  struct rowan_slice *out, struct rowan_error *err);
#endif
