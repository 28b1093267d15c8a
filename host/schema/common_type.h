#ifndef ROWAN_COMMON_TYPE_H
#define ROWAN_COMMON_TYPE_H
/* Types that hold what two others hold. */
#include "catalog/catalog.h"
#include "value/type.h"

/* Make a as wide as both; false when no type of the mapping holds both. */
bool rowan_common_type(struct rowan_type *a, const struct rowan_type *b);
/*
 * What a column of the database should become: it holds the mapping's values, and, without loss, those that
 * are there. So it keeps its kind where that can be made wide enough: a text becomes a longer text.
 */
struct rowan_type rowan_common_type_column(const struct rowan_catalog_column *column,
                                           const struct rowan_type *type);
#endif
