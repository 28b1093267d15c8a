#ifndef ROWAN_ERASE_SQL_H
#define ROWAN_ERASE_SQL_H
/*
 * The statement that deletes the rows of one table that one document made, or that keys of rows lead to.
 * Internal to eraser.c and to check.
 */
#include "catalog/catalog.h"
#include "odbc/sql_text.h"
#include "plan/document_rows.h"

/* How a part of the key is sent. */
enum rowan_erase_value {
    ROWAN_ERASE_INTEGER,
    ROWAN_ERASE_TEXT,
    ROWAN_ERASE_OWN,    /* a text that the database converts */
    ROWAN_ERASE_DOUBLE, /* digits, as a double */
    ROWAN_ERASE_DIGITS
};

/* What the markers of a statement stand for, in their order. */
struct rowan_erase_marker {
    const struct rowan_column *column; /* of the plan, whose type the part has */
    size_t part; /* of the document's key, or of a row's: ROWAN_SOURCE_KEY_MAX for each key before it */
    enum rowan_erase_value value;
};

#define ROWAN_ERASE_KEYS    ((size_t)16) /* of rows, that a statement takes at most */
#define ROWAN_ERASE_MARKERS (2 * ROWAN_ERASE_KEYS * ROWAN_SOURCE_KEY_MAX)

struct rowan_erase {
    struct rowan_erase_marker markers[ROWAN_ERASE_MARKERS];
    size_t count;
};

/*
 * Append the statement; erase says what its markers are. own: a text may also be compared in its column's own
 * way, which finds an index. keys: of rows, where they are recorded; of a document 1. ROWAN_MAPPING when the
 * rows cannot be found, with why.
 */
enum rowan_status rowan_erase_sql(struct rowan_erase *erase, const struct rowan_server *server,
                                  struct rowan_buffer *out, const char *schema, const struct rowan_plan *plan,
                                  size_t table, const struct rowan_catalog *catalog, bool own, size_t keys,
                                  struct rowan_error *err);
#endif
