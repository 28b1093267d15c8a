#ifndef ROWAN_CHECK_CONSTRAINT_H
#define ROWAN_CHECK_CONSTRAINT_H
/* CHECK constraints of tables, and of the domains that their columns have. */
#include "catalog/check_clause.h"
#include "odbc/connection.h"

struct rowan_check_constraint {
    const char *table;
    const char *column; /* whose domain it is of, and that is its VALUE; NULL: it is the table's */
    const char *name;   /* "" when it has none */
    const char *domain; /* NULL: it is the table's */
    struct rowan_slice text;
    const struct rowan_clause *clause;
};

struct rowan_check_constraints {
    struct rowan_arena arena;
    struct rowan_check_constraint *items;
    size_t count;
};

/* Of the tables of one schema (NULL: the connection's); none where the database does not say. On failure
 * there are none. */
enum rowan_status rowan_check_constraints_open(struct rowan_check_constraints *checks,
                                               struct rowan_connection *db, const char *schema,
                                               const char *const *names, size_t count,
                                               struct rowan_error *err);
void rowan_check_constraints_close(struct rowan_check_constraints *checks);
#endif
