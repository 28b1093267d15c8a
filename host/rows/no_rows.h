#ifndef ROWAN_NO_ROWS_H
#define ROWAN_NO_ROWS_H
/* A document that makes no row is another kind of document than was meant, or the mapping has a slip. */
#include "rows/coverage.h"

struct rowan_document;

/* Why the matches of a table made no row, as "when is true for none"; fates are its own, and it has matches.
 */
void rowan_no_rows_why(const struct rowan_table *table, const int64_t *fates, char *out, size_t size);
/* ROWAN_DOCUMENT, "nothing": fates of all tables. */
enum rowan_status rowan_no_rows_fail(const struct rowan_plan *plan, const int64_t *fates,
                                     const struct rowan_document *document, struct rowan_error *err);
#endif
