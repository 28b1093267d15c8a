#ifndef ROWAN_FIX_H
#define ROWAN_FIX_H
/*
 * The statements that make a database fit a mapping, for people to read and to run. Nothing here runs one.
 * Each call adds a statement with its semicolon, or, where a dialect has none, a comment or nothing.
 */
#include "catalog/catalog.h"
#include "catalog/constraint.h"
#include "odbc/endpoint.h"
#include "odbc/sql_text.h"
#include "schema/target_table.h"

struct rowan_fix {
    const struct rowan_endpoint *endpoint; /* of the tables */
    struct rowan_connection *db;           /* the endpoint's */
    struct rowan_buffer text;
    bool no_memory;
};

void rowan_fix_open(struct rowan_fix *fix, const struct rowan_endpoint *endpoint);
void rowan_fix_close(struct rowan_fix *fix);
/* What was added since the last call, or NULL; valid until the next statement. */
const char *rowan_fix_take(struct rowan_fix *fix);

/* if_missing: it may be there, where the user cannot see it. */
void rowan_fix_create_table(struct rowan_fix *fix, const struct rowan_target_table *made, bool if_missing);
void rowan_fix_add_column(struct rowan_fix *fix, const char *table,
                          const struct rowan_target_table_column *column);
/* The column holds the mapping's values, and still those that are there. */
void rowan_fix_type(struct rowan_fix *fix, const char *table, const struct rowan_catalog_column *column,
                    const struct rowan_type *type, bool in_key);
/* The column may be NULL, or may not. type is what another statement gives it, or NULL: as it is. */
void rowan_fix_null(struct rowan_fix *fix, const char *table, const struct rowan_catalog_column *column,
                    const struct rowan_type *type, bool nullable);
void rowan_fix_primary_key(struct rowan_fix *fix, const char *table, const char *const *columns,
                           size_t count);
void rowan_fix_unique_index(struct rowan_fix *fix, const char *table, const char *const *columns,
                            size_t count);
/* One that finds rows, and refuses none. */
void rowan_fix_index(struct rowan_fix *fix, const char *table, const char *const *columns, size_t count);
/* A unique index or primary key goes. False: it cannot, and nothing is worth to be put in its place. */
bool rowan_fix_drop_unique(struct rowan_fix *fix, const struct rowan_unique *unique);
/* A sequence is made. */
void rowan_fix_create_sequence(struct rowan_fix *fix, const char *name);
/* An engine with transactions. */
void rowan_fix_engine(struct rowan_fix *fix, const char *table);
/* A foreign key that is looked at when the transaction commits. */
void rowan_fix_defer(struct rowan_fix *fix, const char *table, const char *constraint);
/* No statement: a command to run, and the mapping it is run with. */
void rowan_fix_command(struct rowan_fix *fix, const char *command, const char *mapping);
/* Does a text column that joins a key need another type first? */
bool rowan_fix_key_needs_type(const struct rowan_fix *fix, const struct rowan_catalog_column *column);
/* A statement of another kind: it is not there when a piece of it fails. */
struct rowan_sql rowan_fix_begin(struct rowan_fix *fix);
void rowan_fix_end(struct rowan_fix *fix, struct rowan_sql *sql);
#endif
