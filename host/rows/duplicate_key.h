#ifndef ROWAN_DUPLICATE_KEY_H
#define ROWAN_DUPLICATE_KEY_H
/*
 * Two rows of one document with one key: the database would refuse them, and could not say where they are.
 * Only keys of the same bytes are found; what a database holds for equal beyond that is left to it.
 */
#include "rows/cells.h"
#include "rows/row_workspace.h"

struct rowan_duplicate_key;

/* NULL is no memory. */
struct rowan_duplicate_key *rowan_duplicate_key_new(const struct rowan_plan *plan);
void rowan_duplicate_key_free(struct rowan_duplicate_key *check);
/* A document begins. compare false: its keys were compared before. */
void rowan_duplicate_key_begin(struct rowan_duplicate_key *check, bool compare);
/* Table t has a row, made of node. False for want of memory. */
bool rowan_duplicate_key_row(struct rowan_duplicate_key *check, size_t t, size_t row,
                             const struct rowan_node *node);
/* The rows of the document that are there will be gone: keep their keys. False for want of memory. */
bool rowan_duplicate_key_keep(struct rowan_duplicate_key *check, const struct rowan_table_rows *rows);
/* Note a fault for each row of the document whose key an earlier one has. False for want of memory. */
bool rowan_duplicate_key_check(struct rowan_duplicate_key *check, const struct rowan_document *document,
                               const struct rowan_table_rows *rows, struct rowan_faults *faults);
#endif
