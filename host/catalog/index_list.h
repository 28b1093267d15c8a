#ifndef ROWAN_INDEX_LIST_H
#define ROWAN_INDEX_LIST_H
/*
 * The indexes by which rows of tables are found, unique or not, for rowan check. A run asks for those alone
 * that are unique (catalog/constraint.h).
 */
#include "base/arena.h"
#include "odbc/connection.h"

struct rowan_index {
    struct rowan_index *next;
    const char *table;
    const char *name;     /* "" when it has none */
    bool unique;          /* over the columns, which are all of it */
    const char **columns; /* in index order, up to the first that is none but an expression */
    size_t column_count;
};

struct rowan_index_list {
    struct rowan_arena arena;
    struct rowan_index *first;
    struct rowan_index *last;
};

/* Of the tables of one schema (NULL: the connection's). Those that are not of all rows, that the database
 * does not use, or that find no equal values are left out; there are none where the dialect has no question.
 * Close it also after a failure. */
enum rowan_status rowan_index_list_open(struct rowan_index_list *list, struct rowan_connection *db,
                                        const char *schema, const char *const *names, size_t count,
                                        struct rowan_error *err);
void rowan_index_list_close(struct rowan_index_list *list);
#endif
