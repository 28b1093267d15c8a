#ifndef ROWAN_CATALOG_H
#define ROWAN_CATALOG_H
/*
 * What the database says about its tables, and whether a plan fits them. Identifiers in a mapping are
 * looked up here by exact match before any statement is made.
 */
#include "db/odbc.h"
#include "plan/plan.h"

/* What a column is made to hold, whatever the database calls it. */
enum rowan_holds {
    ROWAN_HOLDS_BOOLEAN,
    ROWAN_HOLDS_BIT,
    ROWAN_HOLDS_INTEGER,
    ROWAN_HOLDS_DECIMAL,
    ROWAN_HOLDS_FLOAT,
    ROWAN_HOLDS_TEXT,
    ROWAN_HOLDS_DATE,
    ROWAN_HOLDS_TIME,
    ROWAN_HOLDS_TIMESTAMP,
    ROWAN_HOLDS_BINARY,
    ROWAN_HOLDS_OTHER /* uuid, json, an enum of the database ...: the database checks what it gets */
};

struct rowan_catalog_column {
    char *name;
    char *type_name; /* as the database writes it, without length: "numeric", "character varying" */
    char *cast_type; /* what a value is cast to without being cut: quoted, no length; NULL: it cannot be */
    enum rowan_holds holds;
    int bits;      /* integer: 8 to 64; float: 24 or 53 */
    bool positive; /* unsigned integer */
    long size;     /* characters or digits; 0 unknown or unlimited */
    int scale;     /* digits after the point; of a second for times, -1 unknown */
    bool pads;     /* bytes: shorter values are filled up to the size, as in BINARY(n) */
    bool nullable;
    bool has_default; /* default, identity or generated: may be left out */
    bool generated;   /* must be left out */
};

struct rowan_catalog_table {
    char *schema; /* where it was found; NULL when the database has none */
    char *name;
    bool transactional;
    struct rowan_catalog_column *columns;
    size_t column_count;
};

/* *out is NULL when there is no such table (status ROWAN_OK). schema NULL: the connection's default schema
 * only. */
enum rowan_status rowan_catalog_read(struct rowan_catalog_table **out, struct rowan_db *db,
                                     const char *schema, const char *table, struct rowan_error *err);
void rowan_catalog_free(struct rowan_catalog_table *table);
/* The column's index by its exact name, or -1. */
int rowan_catalog_find(const struct rowan_catalog_table *table, const char *column);

/*
 * Compare a plan with the live catalogue and report every finding: missing source table or column, missing
 * target table or column (with the nearest name), type or length that cannot hold the value, NOT NULL columns
 * nothing fills, tables that are not transactional. Severity error stops a run. Returns ROWAN_MAPPING when an
 * error was reported (err holds the first one with how many more), ROWAN_OK otherwise, or a database failure.
 */
struct rowan_finding {
    bool error; /* else a warning */
    const char *file;
    int line;
    const char *table;
    const char *column; /* or NULL */
    const char *message;
};
typedef void (*rowan_finding_fn)(void *context, const struct rowan_finding *finding);
/* source and target may be the same connection. */
enum rowan_status rowan_catalog_check(struct rowan_db *source, struct rowan_db *target,
                                      const struct rowan_plan *plan, rowan_finding_fn report, void *context,
                                      struct rowan_error *err);
#endif
