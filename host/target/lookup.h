#ifndef ROWAN_LOOKUP_H
#define ROWAN_LOOKUP_H
/*
 * Which rows of a set are in a table already, by a key of theirs, and what stands there: one query for many
 * rows. The key's equality is the database's, as a unique index has it, so a collation may find a for A; of
 * keys with NULL none is found. Rows that are locked are so in the order of their keys, until the transaction
 * ends.
 */
#include "catalog/catalog.h"
#include "odbc/endpoint.h"
#include "target/insert.h"
#include "target/lookup_column.h"

struct rowan_lookup;
struct rowan_lookup_part; /* lookup_sql.h */

#define ROWAN_LOOKUP_NONE SIZE_MAX

/* The first key_count of the columns are the key. locked: rows that are found stay as they are until the
 * transaction ends. ROWAN_MAPPING: a column is missing, or cannot be looked up; the database cannot lock. */
enum rowan_status rowan_lookup_open(struct rowan_lookup **out, const struct rowan_endpoint *target,
                                    const struct rowan_catalog_table *table,
                                    const struct rowan_lookup_column *columns, size_t key_count, size_t count,
                                    bool locked, struct rowan_error *err);
void rowan_lookup_close(struct rowan_lookup *lookup);
/* Look rows [begin, end) up; cell is asked for the columns of the key by their place among the columns. */
enum rowan_status rowan_lookup_rows(struct rowan_lookup *lookup, rowan_cell_fn cell, const void *context,
                                    size_t begin, size_t end, struct rowan_error *err);
/* Until the next look-up: the number of the row that was found for row begin + i, or ROWAN_LOOKUP_NONE. */
size_t rowan_lookup_found(const struct rowan_lookup *lookup, size_t i);
/* The keys that the rows have, each once, in their order; of row begin + i. A key with NULL is nobody else's.
 */
size_t rowan_lookup_keys(const struct rowan_lookup *lookup);
size_t rowan_lookup_key(const struct rowan_lookup *lookup, size_t i);
/* A cell of it, as its type has it; bad: what stands there is none of the type, and text is what it is. */
struct rowan_value rowan_lookup_cell(const struct rowan_lookup *lookup, size_t found, size_t column);
/* How the parts of the key are compared, for other statements about the same rows. */
const struct rowan_lookup_part *rowan_lookup_parts(const struct rowan_lookup *lookup);
#endif
