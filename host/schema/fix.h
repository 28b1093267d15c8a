#ifndef ROWAN_MEND_H
#define ROWAN_MEND_H
/*
 * The statements that make a database fit a mapping, for people to read and to run. Nothing here runs one.
 * Each call adds a statement with its semicolon, or, where a dialect has none, a comment or nothing.
 */
#include "catalog/catalog.h"
#include "schema/target_table.h"

struct rowan_mend {
    struct rowan_db *db;
    const char *schema; /* of the tables; NULL: the connection's default */
    struct rowan_buffer text;
    bool no_memory;
};

void rowan_mend_open(struct rowan_mend *mend, struct rowan_db *db, const char *schema);
void rowan_mend_close(struct rowan_mend *mend);
/* What was added since the last call, or NULL; valid until the next statement. */
const char *rowan_mend_take(struct rowan_mend *mend);

void rowan_mend_create_table(struct rowan_mend *mend, const struct rowan_made *made);
void rowan_mend_add_column(struct rowan_mend *mend, const char *table,
                           const struct rowan_made_column *column);
/* The column holds the mapping's values, and still those that are there. */
void rowan_mend_type(struct rowan_mend *mend, const char *table, const struct rowan_catalog_column *column,
                     const struct rowan_type *type, bool in_key);
/* The column may be NULL, or may not. type is what another statement gives it, or NULL: as it is. */
void rowan_mend_null(struct rowan_mend *mend, const char *table, const struct rowan_catalog_column *column,
                     const struct rowan_type *type, bool nullable);
void rowan_mend_primary_key(struct rowan_mend *mend, const char *table, const char *const *columns,
                            size_t count);
void rowan_mend_unique_index(struct rowan_mend *mend, const char *table, const char *const *columns,
                             size_t count);
/* MariaDB: an engine with transactions. */
void rowan_mend_engine(struct rowan_mend *mend, const char *table);
/* PostgreSQL: a foreign key that is looked at when the transaction commits. */
void rowan_mend_defer(struct rowan_mend *mend, const char *table, const char *constraint);
/* No statement: a command to run, and the mapping it is run with. */
void rowan_mend_command(struct rowan_mend *mend, const char *command, const char *mapping);
/* Does a text column that joins a key need another type first? */
bool rowan_mend_key_needs_type(const struct rowan_mend *mend, const struct rowan_catalog_column *column);
/* right is SELECT or INSERT; asks who the user is. */
void rowan_mend_grant(struct rowan_mend *mend, const char *table, const char *right);
#endif
