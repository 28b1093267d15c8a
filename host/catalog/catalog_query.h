#ifndef ROWAN_CATALOG_QUERY_H
#define ROWAN_CATALOG_QUERY_H
/* Questions to a database's own catalogue about several tables of one schema. Internal to catalog/ and check.
 */
#include "odbc/statement.h"

/* Ask; *query holds the open result. text is one of the dialect's questions. */
enum rowan_status rowan_catalog_ask(struct rowan_statement **query, struct rowan_connection *db,
                                    const char *text, const char *schema, const char *const *names,
                                    size_t count, struct rowan_error *err);
#endif
