#ifndef ROWAN_RECURSION_H
#define ROWAN_RECURSION_H
/* Tables whose rows lie below rows of their own: how they are found, and what names the row above. */
#include "plan/plan.h"

/* The table's matches of each have rows of the table below them. below: the path from a row's element to
 * those; NULL: it is each, or, when that has //, a match lies below the nearest one that it is in. Before the
 * columns, after what makes several rows of a match. */
enum rowan_status rowan_plan_recursive(struct rowan_plan *plan, int table, const char *below,
                                       struct rowan_error *err);

/* Put the columns into this order, which names all of them. After all of them, before the key. */
enum rowan_status rowan_recursion_arrange(struct rowan_plan *plan, int table, const char *const *names,
                                          struct rowan_error *err);

/* Whose column parent "name" is. */
enum rowan_recursion_of {
    ROWAN_RECURSION_OF_NONE,
    ROWAN_RECURSION_OF_ABOVE,  /* of the table itself: the row above */
    ROWAN_RECURSION_OF_PARENT, /* of the table that it is a child of */
    ROWAN_RECURSION_OF_BOTH
};
/* The column's name of "table.name"; NULL: the name is not one with this table. */
const char *rowan_recursion_unqualified(const struct rowan_table *table, const char *name);
/* *of is the column's index. Beside the column's name a table's name may stand: "unit.no". */
enum rowan_recursion_of rowan_recursion_find(const struct rowan_plan *plan, const struct rowan_table *table,
                                             const char *name, size_t *of);
/* What to say when there is none or both; the name is in front, as it was written. */
enum rowan_status rowan_recursion_fail(const struct rowan_plan *plan, const struct rowan_table *table,
                                       enum rowan_recursion_of which, const char *written, const char *name,
                                       struct rowan_error *err);

/* Like rowan_plan_foreign_key, of the row above: 0 when the table does not carry its whole key. */
size_t rowan_recursion_key(const struct rowan_table *table, size_t *mine, size_t *theirs);
/* A column that is larger in rows below a row than in that; NULL: none is. */
const struct rowan_column *rowan_recursion_depth(const struct rowan_table *table);
/* ROWAN_MAPPING for what only a whole table shows. */
enum rowan_status rowan_recursion_check(const struct rowan_plan *plan, const struct rowan_table *table,
                                        struct rowan_error *err);
#endif
