#ifndef ROWAN_INSERT_RULE_H
#define ROWAN_INSERT_RULE_H
/* How rows are inserted, and words around that. */
#include "odbc/catalog_column.h"

enum rowan_insert {
    ROWAN_INSERT_VALUES, /* INSERT ... VALUES (?,..),(?,..),... */
    ROWAN_INSERT_ARRAYS, /* ODBC parameter arrays over a one-row INSERT */
    ROWAN_INSERT_UNNEST  /* INSERT ... SELECT unnest(?::t[]), ... */
};

struct rowan_insert_words {
    const char *numbering; /* around the INSERT of numbers that the database gives else: %s is the table, then
                              comes "ON" or "OFF"; NULL: nothing is to be said there */
    const char *(*marker)(const struct rowan_catalog_column *column); /* of a value; NULL: of all it is "?" */
};
#endif
