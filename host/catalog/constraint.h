#ifndef ROWAN_CONSTRAINT_H
#define ROWAN_CONSTRAINT_H
/*
 * What a database enforces between rows: primary keys, unique indexes and foreign keys, for rowan check and
 * the planning of a run. No worker that loads asks for them, but one that deletes rows by recorded keys may.
 */
#include "odbc/connection.h"

/* A primary key or a unique index over plain columns. */
struct rowan_unique {
    char *table;
    char *name; /* "" when it has none */
    bool primary;
    bool partial;   /* not of all rows */
    char **columns; /* in index order */
    size_t column_count;
};

struct rowan_foreign {
    char *table;
    char *name;       /* "" when it has none */
    char *ref_schema; /* NULL when the database has none */
    char *ref_table;
    bool deferred;  /* looked at when the transaction commits: the order of rows does not matter */
    char **columns; /* of table */
    size_t column_count;
};

struct rowan_constraints {
    bool known; /* false: the database cannot be asked */
    struct rowan_unique *uniques;
    size_t unique_count;
    struct rowan_foreign *foreigns;
    size_t foreign_count;
};

/* All that is enforced, of the tables of one schema (NULL: the connection's). On failure there are none.
 * Indexes over expressions or over the beginnings of values are left out: they say nothing of the whole
 * values. */
enum rowan_status rowan_constraints_open(struct rowan_constraints *constraints, struct rowan_connection *db,
                                         const char *schema, const char *const *names, size_t count,
                                         struct rowan_error *err);
void rowan_constraints_close(struct rowan_constraints *constraints);
#endif
