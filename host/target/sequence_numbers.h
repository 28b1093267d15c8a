#ifndef ROWAN_SEQUENCE_NUMBERS_H
#define ROWAN_SEQUENCE_NUMBERS_H
/*
 * Numbers of sequences for the rows of a table, many at once, before they are inserted. A sequence is asked
 * once for the rows of a transaction. Its numbers do not come back when that is rolled back: what is left is
 * a gap. Without sequences the greatest number of the column goes on, which nobody else can do before the
 * commit.
 */
#include "odbc/endpoint.h"
#include "rows/rows.h"

struct rowan_sequence_numbers;

#define ROWAN_NUMBERS_UNKNOWN                                                                                \
    "how this database gives numbers is not described; let the key be a hash: uuid(hash { ... })"

/* NULL in *out where the plan has no such columns. ROWAN_MAPPING: this database has no sequences. */
enum rowan_status rowan_sequence_numbers_open(struct rowan_sequence_numbers **out,
                                              const struct rowan_endpoint *target,
                                              const struct rowan_plan *plan, struct rowan_error *err);
void rowan_sequence_numbers_close(struct rowan_sequence_numbers *numbers);
/* A transaction begins, which has written, and has taken no rows away. */
enum rowan_status rowan_sequence_numbers_begin(struct rowan_sequence_numbers *numbers,
                                               struct rowan_error *err);
/* Put numbers for rows of a table where given says, by those that the cells have: rows [begin, end), or those
 * that stand there in list. */
enum rowan_status rowan_sequence_numbers_give(struct rowan_sequence_numbers *numbers,
                                              const struct rowan_rows *rows, size_t table, const size_t *list,
                                              size_t begin, size_t end, int64_t *given,
                                              struct rowan_error *err);
/* Take a number of each, for nobody. *failed: the column whose sequence gives none. */
enum rowan_status rowan_sequence_numbers_try(struct rowan_sequence_numbers *numbers,
                                             const struct rowan_column **failed, struct rowan_error *err);
#endif
