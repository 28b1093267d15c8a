#ifndef ROWAN_MISSING_TEXT_H
#define ROWAN_MISSING_TEXT_H
/* What counts as no value: a text that is absent, or empty, or one that null_if names. */
#include "rows/row_workspace.h"

bool rowan_missing_text(const struct rowan_column *column, struct rowan_slice text);
/* An operand of an expression that is missing has no text. */
void rowan_missing_text_drop(struct rowan_row_workspace *work, const struct rowan_column *column,
                             struct rowan_operand_texts *texts);
#endif
