#include "odbc/padded_text.h"

static bool is_padded(const struct rowan_catalog_column *column)
{
    return column->pads && column->holds == ROWAN_HOLDS_TEXT;
}

const char *rowan_key_text_cast(const struct rowan_dialect *dialect,
                                const struct rowan_catalog_column *column)
{
    return is_padded(column) && dialect->text_padded ? dialect->text_padded : dialect->text_cast;
}

const char *rowan_exact_text_cast(const struct rowan_dialect *dialect,
                                  const struct rowan_catalog_column *column)
{
    return is_padded(column) && dialect->exact_padded ? dialect->exact_padded : dialect->exact_text;
}
