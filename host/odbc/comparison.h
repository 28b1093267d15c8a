#ifndef ROWAN_COMPARISON_H
#define ROWAN_COMPARISON_H
/* How a column is compared with a value so that the database converts the value, never the column. */
#include "odbc/catalog_column.h"

/* How a column's values are compared. */
enum rowan_comparison {
    ROWAN_COMPARE_NUMBER,
    ROWAN_COMPARE_TRUTH,
    ROWAN_COMPARE_TEXT,
    ROWAN_COMPARE_DATETIME,
    ROWAN_COMPARE_OWN, /* as the database does it, with a value cast to the column's type */
    ROWAN_COMPARE_ANY, /* no type: as text with a text, as a number with a number */
    ROWAN_COMPARE_NONE /* not at all */
};

/* What a value is that a column is compared with. */
enum rowan_operand {
    ROWAN_OPERAND_KEY, /* a key of the source, as text or as an integer */
    ROWAN_OPERAND_TEXT,
    ROWAN_OPERAND_DATETIME,
    ROWAN_OPERAND_INTEGER,
    ROWAN_OPERAND_DECIMAL,
    ROWAN_OPERAND_FLOAT,
    ROWAN_OPERAND_OWN /* a text that the database converts to the column's type */
};

struct rowan_marker {
    char sql[160];  /* "?" or a cast of it */
    bool as_double; /* the value is sent as a double */
    char why[100];  /* why the value is not compared exactly: "has more digits than ..." */
};

/* Whether texts may also be compared in the column's own way, which can use an index. */
enum rowan_own_equality { ROWAN_OWN_EQUALITY_NONE, ROWAN_OWN_EQUALITY_ASCII, ROWAN_OWN_EQUALITY_ALL };

/* How values are compared where nothing is special: booleans as numbers, what is not known as anything. */
enum rowan_comparison rowan_catalog_column_comparison(const struct rowan_catalog_column *column);

/* "CAST(? AS type)", or "?" for NULL. */
void rowan_marker_cast(struct rowan_marker *marker, const char *type);
/* Returns false. */
bool rowan_marker_refuse(struct rowan_marker *marker, const char *why);
#endif
