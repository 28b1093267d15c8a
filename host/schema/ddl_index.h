#ifndef ROWAN_DDL_INDEX_H
#define ROWAN_DDL_INDEX_H
/* CREATE INDEX, with a name that every database takes. */
#include "odbc/sql_text.h"

enum rowan_ddl_index_kind {
    ROWAN_DDL_INDEX_UNIQUE,
    ROWAN_DDL_INDEX_PLAIN,
    ROWAN_DDL_INDEX_IF_MISSING /* plain, where there is none of its name, in databases that have words for it
                                */
};

/* The statement, without a semicolon. */
void rowan_ddl_index(struct rowan_sql *sql, const char *schema, const char *table, const char *const *columns,
                     size_t count, enum rowan_ddl_index_kind kind);
#endif
