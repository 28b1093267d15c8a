#ifndef ROWAN_CONFLICT_ROWS_H
#define ROWAN_CONFLICT_ROWS_H
/*
 * Rows of a table with a conflict rule: those that are there already are found and locked, and the rule says
 * what is inserted, what is updated, and what stays as it is. Every statement's count is verified.
 */
#include "odbc/endpoint.h"
#include "plan/plan_table.h"
#include "target/column_sets.h"
#include "target/numbers.h"

struct rowan_conflict_rows;

/* Whether values of the column come back as they were sent, so that rows are compared in it. */
bool rowan_conflict_rows_reads(const struct rowan_column *column, const struct rowan_catalog_column *found);

/* What became of rows; all together they are those that were sent. */
struct rowan_conflict_counts {
    int64_t inserted, updated, kept;
};

/* found is the table as the catalogue has it; inserter is that of sets, and both outlive this, as table does.
 */
enum rowan_status rowan_conflict_rows_open(struct rowan_conflict_rows **out,
                                           const struct rowan_endpoint *target,
                                           const struct rowan_table *table,
                                           const struct rowan_catalog_table *found,
                                           const struct rowan_inserter *inserter,
                                           struct rowan_column_sets *sets, struct rowan_error *err);
void rowan_conflict_rows_close(struct rowan_conflict_rows *conflict);
/*
 * Write rows [begin, end) inside the open transaction, and add to counts. one_by_one: each is looked for
 * right before it is written, as where the database takes two for one that are not equal byte for byte.
 * numbering: of rows that the database numbers, else NULL; those that are there keep their numbers, and all
 * rows of one key have one.
 */
enum rowan_status rowan_conflict_rows_write(struct rowan_conflict_rows *conflict, rowan_cell_fn cell,
                                            const void *context, const struct rowan_numbering *numbering,
                                            size_t begin, size_t end, bool one_by_one,
                                            struct rowan_conflict_counts *counts, struct rowan_error *err);
/*
 * After ROWAN_DUPLICATE and the rollback: *rival says that somebody else has inserted such a row meanwhile,
 * so that it is worth to try again. Of rows that were written together nobody knows which one it was: they
 * are tried again, too. The cells are still there.
 */
enum rowan_status rowan_conflict_rows_rival(struct rowan_conflict_rows *conflict, rowan_cell_fn cell,
                                            const void *context, bool *rival, struct rowan_error *err);
#endif
