#ifndef ROWAN_NUMBERS_H
#define ROWAN_NUMBERS_H
/*
 * Numbers that the database gives to rows when they are written, many at once: of sequences, keys of other
 * rows that are looked up, and those that it gives by itself, which are read back. Rows have numbers of their
 * own until then (plan/numbered.h): children find by them what the row above them got. Tables are done in the
 * order in which they are written.
 */
#include "odbc/endpoint.h"
#include "rows/rows.h"

struct rowan_numbers;

/* NULL in *out where the plan has no such columns. ROWAN_MAPPING: this database has no sequences. */
enum rowan_status rowan_numbers_open(struct rowan_numbers **out, const struct rowan_endpoint *target,
                                     const struct rowan_plan *plan, struct rowan_error *err);
/* From now on keys are looked up, too, and numbers of inserted rows read back. ROWAN_MAPPING: a table is not
 * there, or rows are not found in it. */
enum rowan_status rowan_numbers_open_lookups(struct rowan_numbers *numbers,
                                             const struct rowan_endpoint *target, struct rowan_error *err);
void rowan_numbers_close(struct rowan_numbers *numbers);
/* A transaction begins, which has written, and has taken no rows away. */
enum rowan_status rowan_numbers_begin(struct rowan_numbers *numbers, struct rowan_error *err);
/* Within it, before the first row of documents [first, last) is inserted: look up keys of rows that are
 * nobody's here, so that no number is taken in vain when one is missing. */
enum rowan_status rowan_numbers_look_up(struct rowan_numbers *numbers, const struct rowan_rows *rows,
                                        size_t first, size_t last, struct rowan_error *err);
/* Right before these documents' rows of a table are written: give them their numbers. What rows of the
 * transaction were given before, those below them find. A transaction that is tried again gives others. With
 * a conflict rule numbers are left to those who have a rowan_numbering, when it is found which rows are
 * new. */
enum rowan_status rowan_numbers_give(struct rowan_numbers *numbers, const struct rowan_rows *rows,
                                     size_t table, size_t first, size_t last, struct rowan_error *err);
/* The rows of a table with a conflict rule. */
struct rowan_numbering {
    struct rowan_numbers *numbers;
    const struct rowan_rows *rows;
    size_t table;
};

/* Numbers for the rows of a list, which are inserted. */
enum rowan_status rowan_numbers_take(const struct rowan_numbering *numbering, const size_t *list,
                                     size_t count, struct rowan_error *err);
/* Where the number stands that a row has in a column. */
int64_t *rowan_numbers_place(const struct rowan_numbering *numbering, size_t column, size_t row);
/* Right after they were inserted: find the numbers that the database gave them by itself. */
enum rowan_status rowan_numbers_read_back(struct rowan_numbers *numbers, const struct rowan_rows *rows,
                                          size_t table, size_t first, size_t last, struct rowan_error *err);
/* The same for the rows of a list. */
enum rowan_status rowan_numbers_read_back_list(const struct rowan_numbering *numbering, const size_t *list,
                                               size_t count, struct rowan_error *err);
/* Take a number of each sequence, for nobody, and look a key up. *failed: the column whose sequence gives
 * none. */
enum rowan_status rowan_numbers_try(struct rowan_numbers *numbers, const struct rowan_column **failed,
                                    struct rowan_error *err);

/* What the row got that had this number until then. */
int64_t rowan_numbers_given(const struct rowan_numbers *numbers, int64_t number);

/* Rows of a table with the numbers that were given, for inserters: the context of rowan_numbers_cell. */
struct rowan_numbered_rows {
    const struct rowan_table *table;
    const struct rowan_table_rows *rows;
    const int64_t *given;
    size_t left_out; /* index of a column that inserters do not have, or ROWAN_NO_COLUMN */
};

struct rowan_numbered_rows rowan_numbers_rows(const struct rowan_numbers *numbers,
                                              const struct rowan_rows *rows, size_t table);
/* With all columns of the table, also the one that inserters do not have. */
struct rowan_numbered_rows rowan_numbers_all_columns(const struct rowan_numbers *numbers,
                                                     const struct rowan_rows *rows, size_t table);
struct rowan_value rowan_numbers_cell(const void *context, size_t column, size_t row);
#endif
