#ifndef ROWAN_WHERE_SQL_H
#define ROWAN_WHERE_SQL_H
/*
 * The where of a mapping's source as SQL: columns looked up in the catalogue and quoted, constants bound.
 * What it selects is the same on every database that has a dialect of its own, whatever collations and
 * conversions are there.
 */
#include "base/arena.h"
#include "catalog/catalog.h"
#include "expr/source_table.h"
#include "odbc/endpoint.h"
#include "odbc/statement.h"

/* A condition over the source under the name s. */
struct rowan_where_sql {
    struct rowan_buffer sql;    /* in parentheses; size 0: all rows */
    struct rowan_param *params; /* one per marker, in their order */
    size_t count;
    struct rowan_arena arena; /* their texts */
};

/* ROWAN_MAPPING, with the place in the mapping, for what does not fit the table. filter is all zero before.
 */
enum rowan_status rowan_where_sql_make(struct rowan_where_sql *filter, struct rowan_connection *db,
                                       const struct rowan_source_table *table,
                                       const struct rowan_catalog_table *source, struct rowan_error *err);
void rowan_where_sql_clear(struct rowan_where_sql *filter);

/* Report everything that does not fit, also what only the database finds when it is given the condition.
 * column may be NULL. Not ROWAN_OK only for a failure of the database. */
typedef void (*rowan_where_sql_fn)(void *context, const char *column, const char *message);
enum rowan_status rowan_where_sql_check(const struct rowan_endpoint *endpoint,
                                        const struct rowan_source_table *table,
                                        const struct rowan_catalog_table *source, rowan_where_sql_fn report,
                                        void *context, struct rowan_error *err);
/* How many rows of the source are documents, in the ledger or not. */
enum rowan_status rowan_where_sql_count(const struct rowan_endpoint *endpoint,
                                        const struct rowan_source_table *table, int64_t *count,
                                        struct rowan_error *err);
#endif
