#ifndef ROWAN_CHECK_LABELS_H
#define ROWAN_CHECK_LABELS_H
/* What the catalogue says of values that a database refuses or throws away in silence. */
#include "schema/check_context.h"

/* The labels of an ENUM or SET column, or of an enum of the database, against what the mapping may write into
 * it. */
void rowan_check_labels(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        const struct rowan_column *column, const struct rowan_catalog_column *c);
/* A table that throws rows away: ON CONFLICT REPLACE or IGNORE in its own text. */
void rowan_check_conflicts(struct rowan_check_context *check, const struct rowan_check_location *spot);
#endif
