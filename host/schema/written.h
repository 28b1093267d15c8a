#ifndef ROWAN_WRITTEN_H
#define ROWAN_WRITTEN_H
/* What a column of the mapping may write, as far as that is known when it is loaded. */
#include "catalog/clause_outcome.h"
#include "plan/plan.h"

/* A value of a column's type. ROWAN_WRITTEN_ANY for NULL, and where nothing can be said. */
struct rowan_written rowan_written_value(const struct rowan_type *type, const struct rowan_value *value);
struct rowan_written rowan_written_text(struct rowan_slice text);
struct rowan_written rowan_written_number(int64_t number);
/* All that the column may take from documents, its default left out. Enums and labels of unpivot have more to
 * say: their values one by one. */
struct rowan_written rowan_written_column(const struct rowan_column *column);
/* The column that a column of a parent's row repeats, or itself. *table is its table, and becomes the
 * other's.
 */
const struct rowan_column *rowan_written_origin(const struct rowan_plan *plan,
                                                const struct rowan_table **table,
                                                const struct rowan_column *column);
/* Whether a document may leave it without a value, which would become NULL in the database's column c. source
 * is the table of the documents, or NULL: what is never NULL there has a value. */
bool rowan_written_may_be_missing(const struct rowan_plan *plan, const struct rowan_catalog_table *source,
                                  const struct rowan_column *column, const struct rowan_catalog_column *c);
#endif
