/* What counts as no value. */
#include "rows/missing_text.h"

#include "value/casefold.h"

static bool equal_folded(struct rowan_slice a, struct rowan_slice b)
{
    while (a.size > 0 && b.size > 0)
        if (rowan_casefold_lower(rowan_casefold_next(&a)) != rowan_casefold_lower(rowan_casefold_next(&b)))
            return false;
    return a.size == 0 && b.size == 0;
}

static bool is_null_text(const struct rowan_null_texts *texts, struct rowan_slice text)
{
    text = rowan_slice_trim(text);
    for (size_t i = 0; i < texts->count; i++)
        if (texts->ignore_case ? equal_folded(texts->items[i], text)
                               : rowan_slice_equal(texts->items[i], text))
            return true;
    return false;
}

bool rowan_missing_text(const struct rowan_column *column, struct rowan_slice text)
{
    return !text.data || (text.size == 0 && !column->rules.keep_empty) ||
           (column->null_if.count > 0 && is_null_text(&column->null_if, text));
}

void rowan_missing_text_drop(struct rowan_row_workspace *work, const struct rowan_column *column,
                             struct rowan_operand_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (!texts->items[i].data || !rowan_missing_text(column, texts->items[i]))
            continue;
        if (texts->items[i].size > 0)
            rowan_row_workspace_change(work, column, ROWAN_CHANGE_NULL_IF);
        texts->items[i].data = NULL;
    }
}
