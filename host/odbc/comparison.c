#include "odbc/comparison.h"

#include <stdio.h>

enum rowan_comparison rowan_catalog_column_comparison(const struct rowan_catalog_column *column)
{
    switch (column->holds) {
    case ROWAN_HOLDS_BOOLEAN:
    case ROWAN_HOLDS_BIT:
    case ROWAN_HOLDS_INTEGER:
    case ROWAN_HOLDS_DECIMAL:
    case ROWAN_HOLDS_FLOAT:
        return ROWAN_COMPARE_NUMBER;
    case ROWAN_HOLDS_TEXT:
        return ROWAN_COMPARE_TEXT;
    case ROWAN_HOLDS_DATE:
    case ROWAN_HOLDS_TIME:
    case ROWAN_HOLDS_TIMESTAMP:
        return ROWAN_COMPARE_DATETIME;
    case ROWAN_HOLDS_BINARY:
        return ROWAN_COMPARE_NONE;
    case ROWAN_HOLDS_OTHER:
        break;
    }
    return ROWAN_COMPARE_ANY;
}

void rowan_marker_cast(struct rowan_marker *marker, const char *type)
{
    *marker = (struct rowan_marker){.sql = "?"};
    if (type)
        snprintf(marker->sql, sizeof marker->sql, "CAST(? AS %s)", type);
}

bool rowan_marker_refuse(struct rowan_marker *marker, const char *why)
{
    snprintf(marker->why, sizeof marker->why, "%s", why);
    return false;
}
