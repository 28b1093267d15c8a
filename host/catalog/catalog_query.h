#ifndef ROWAN_CATALOG_QUERY_H
#define ROWAN_CATALOG_QUERY_H
/* Questions to a database's own catalogue about several tables of one schema. Internal to db/. */
#include "odbc/connection.h"

/*
 * One question in each dialect's words; NULL where it cannot be asked. {schema} stands for a marker of the
 * schema, NULL for the connection's own; {names} for markers of the tables' names, separated by commas.
 */
struct rowan_catalog_query {
    const char *postgresql;
    const char *mariadb;
    const char *sqlite;
};

/* Columns of the tables, in their order; see catalog.c. */
extern const struct rowan_catalog_query rowan_catalog_columns;

/* The text for this database, or NULL. */
const char *rowan_catalog_query_text(const struct rowan_catalog_query *question,
                                     const struct rowan_connection *db);
/* Ask; *query holds the open result. text is what rowan_catalog_query_text gave. */
enum rowan_status rowan_catalog_ask(struct rowan_statement **query, struct rowan_connection *db,
                                    const char *text, const char *schema, const char *const *names,
                                    size_t count, struct rowan_error *err);
#endif
