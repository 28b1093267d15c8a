#ifndef ROWAN_TABLE_BUILDER_H
#define ROWAN_TABLE_BUILDER_H
/* Adding tables to a plan that is being built: their rows, and what decides which there are. */
#include "plan/column_spec.h"

/* One entry of unpivot: a path or an expression, and its labels in the order of the table's names. */
struct rowan_unpivot_entry_spec {
    struct rowan_location place;
    const char *path; /* NULL: expr */
    const char *expr;
    const struct rowan_slice *labels; /* data NULL: none */
};

/* parent is -1 or an index returned before; *index receives the new table's. */
enum rowan_status rowan_plan_table(struct rowan_plan *plan, const char *name, struct rowan_location place,
                                   const char *each, int parent, int *index, struct rowan_error *err);
/* Of several into of one table, in messages, this one is called so. Right after the table. */
enum rowan_status rowan_plan_as(struct rowan_plan *plan, int table, const char *as, struct rowan_error *err);
/* Name the key columns, after all columns of the table. */
enum rowan_status rowan_plan_key(struct rowan_plan *plan, int table, const char *const *columns, size_t count,
                                 struct rowan_error *err);
/* After the key: the columns by which a row is found that the database numbers. */
enum rowan_status rowan_plan_unique(struct rowan_plan *plan, int table, const char *const *columns,
                                    size_t count, struct rowan_error *err);
/* Only matches for which the expression (expr/expr.h) is true make a row. */
enum rowan_status rowan_plan_when(struct rowan_plan *plan, int table, struct rowan_location place,
                                  const char *expr, struct rowan_error *err);
/* Of matches under one parent row that are equal in these columns, keep the first or the last. A match that
 * lacks one of the values equals no other. After all columns of the table. */
enum rowan_status rowan_plan_distinct(struct rowan_plan *plan, int table, const char *const *columns,
                                      size_t count, bool last, struct rowan_error *err);
/* distinct: of equal matches the one for which the expression is the smallest number wins. */
enum rowan_status rowan_plan_prefer(struct rowan_plan *plan, int table, struct rowan_location place,
                                    const char *expr, struct rowan_error *err);
/* A match makes no row when no column that counts has a value of its own. */
void rowan_plan_skip_empty(struct rowan_plan *plan, int table);
/* A row that the mapping refuses fails alone, with its children. */
void rowan_plan_reject(struct rowan_plan *plan, int table);
/* The database may leave rows of the table out. */
void rowan_plan_may_drop(struct rowan_plan *plan, int table);
/* Before the columns: a match makes a row per entry that has a value. names are those of the labels, the
 * first is "label". Then the entries, one by one. */
enum rowan_status rowan_plan_unpivot(struct rowan_plan *plan, int table, const char *const *names,
                                     size_t count, size_t entries, struct rowan_error *err);
enum rowan_status rowan_plan_unpivot_entry(struct rowan_plan *plan, int table,
                                           const struct rowan_unpivot_entry_spec *spec,
                                           struct rowan_error *err);
/* Before the columns: a match makes the rows that a function returns; spec has its paths and options. */
enum rowan_status rowan_plan_row_function(struct rowan_plan *plan, int table,
                                          const struct rowan_column_spec *spec, struct rowan_error *err);
/* ROWAN_MAPPING for what only a whole table shows. */
enum rowan_status rowan_table_check(const struct rowan_plan *plan, const struct rowan_table *table,
                                    struct rowan_error *err);
#endif
