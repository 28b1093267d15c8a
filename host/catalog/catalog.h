#ifndef ROWAN_CATALOG_H
#define ROWAN_CATALOG_H
/*
 * What the database says about its tables. Identifiers in a mapping are looked up here by exact match before
 * any statement is made.
 */
#include "odbc/connection.h"

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

/* A column that the database numbers itself. */
enum rowan_identity {
    ROWAN_IDENTITY_NONE,
    ROWAN_IDENTITY_DEFAULT, /* unless a value is given */
    ROWAN_IDENTITY_ALWAYS   /* a given value counts only with OVERRIDING SYSTEM VALUE */
};

enum rowan_relation {
    ROWAN_RELATION_TABLE,
    ROWAN_RELATION_PARTITIONED, /* its unique indexes must have the partition's columns */
    ROWAN_RELATION_VIEW         /* or a foreign table: no index can be seen */
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
    enum rowan_identity identity;
    bool may_read;   /* the user of the connection */
    bool may_insert; /* likewise */
    char *collation; /* quoted, when it is not what a column of this type gets; else NULL */
    char *keeps; /* MariaDB: what a MODIFY has to repeat, or it is lost: default, comment, ...; else NULL */
};

struct rowan_catalog_table {
    char *schema; /* where it was found; NULL when the database has none */
    char *name;
    enum rowan_relation relation;
    bool transactional;
    struct rowan_catalog_column *columns;
    size_t column_count;
};

/* *out is NULL when there is no such table (status ROWAN_OK). schema NULL: the connection's default schema
 * only. */
enum rowan_status rowan_catalog_read(struct rowan_catalog_table **out, struct rowan_connection *db,
                                     const char *schema, const char *table, struct rowan_error *err);
void rowan_catalog_free(struct rowan_catalog_table *table);
/* The column's index by its exact name, or -1. */
int rowan_catalog_find(const struct rowan_catalog_table *table, const char *column);

/* Tables of one schema, asked for together: a query costs about the same for one as for all. */
struct rowan_catalog {
    struct rowan_catalog_table **tables; /* those that are there */
    size_t count;
};

/* On failure the catalogue is empty. A name may be there twice. */
enum rowan_status rowan_catalog_open(struct rowan_catalog *catalog, struct rowan_connection *db,
                                     const char *schema, const char *const *names, size_t count,
                                     struct rowan_error *err);
void rowan_catalog_close(struct rowan_catalog *catalog);
/* NULL when it is not there. */
const struct rowan_catalog_table *rowan_catalog_lookup(const struct rowan_catalog *catalog, const char *name);
#endif
