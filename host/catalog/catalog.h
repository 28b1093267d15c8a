#ifndef ROWAN_CATALOG_H
#define ROWAN_CATALOG_H
/*
 * What the database says about its tables. Identifiers in a mapping are looked up here by exact match before
 * any statement is made.
 */
#include "odbc/catalog_column.h"
#include "odbc/connection.h"

enum rowan_relation {
    ROWAN_RELATION_TABLE,
    ROWAN_RELATION_PARTITIONED, /* its unique indexes must have the partition's columns */
    ROWAN_RELATION_VIEW         /* or a foreign table: no index can be seen */
};

struct rowan_catalog_table {
    char *schema; /* where it was found; NULL when the database has none */
    char *name;
    enum rowan_relation relation;
    bool is_foreign; /* another server has its rows */
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
