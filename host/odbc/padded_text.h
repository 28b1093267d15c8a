#ifndef ROWAN_PADDED_TEXT_H
#define ROWAN_PADDED_TEXT_H
/* A column as a text without the blanks that fill a CHAR(n), in SQL. */
#include "odbc/dialect.h"

/* The dialect's text_cast and exact_text for this column: those of a CHAR(n) leave its filling away. */
const char *rowan_key_text_cast(const struct rowan_dialect *dialect,
                                const struct rowan_catalog_column *column);
const char *rowan_exact_text_cast(const struct rowan_dialect *dialect,
                                  const struct rowan_catalog_column *column);
#endif
