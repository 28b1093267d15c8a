#ifndef ROWAN_EXISTING_ROWS_H
#define ROWAN_EXISTING_ROWS_H
/*
 * Keys of rows that are there already in other tables, for columns that take them (plan/existing.h): rows of
 * a batch are looked up together, each key once.
 */
#include "odbc/endpoint.h"
#include "rows/rows.h"

struct rowan_existing_rows;

/* ROWAN_MAPPING: the table or a column is not there, or rows cannot be found by it. */
enum rowan_status rowan_existing_rows_open(struct rowan_existing_rows **out,
                                           const struct rowan_endpoint *target, const struct rowan_plan *plan,
                                           size_t table, size_t column, struct rowan_error *err);
void rowan_existing_rows_close(struct rowan_existing_rows *existing);
/* Put the keys of rows [begin, end) where given says, by the numbers that the column's cells have; none: what
 * stands for NULL. ROWAN_DOCUMENT: a row that is referred to is not there. */
enum rowan_status rowan_existing_rows_give(struct rowan_existing_rows *existing,
                                           const struct rowan_rows *rows, size_t begin, size_t end,
                                           int64_t *given, int64_t none, struct rowan_error *err);
/* Look for nobody's row: whether it may be asked for. */
enum rowan_status rowan_existing_rows_try(struct rowan_existing_rows *existing, struct rowan_error *err);
#endif
