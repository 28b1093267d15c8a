#ifndef ROWAN_TYPE_COMPAT_H
#define ROWAN_TYPE_COMPAT_H
/* Can a column of the database hold every value of a mapping's type, without cutting or rounding? */
#include "catalog/catalog.h"
#include "odbc/dialect.h"
#include "value/type.h"

enum rowan_type_compat {
    ROWAN_COMPAT_YES,
    ROWAN_COMPAT_DOUBT, /* some values are refused by the database, or by the writer; none is changed */
    ROWAN_COMPAT_NO
};

/* Why not goes to reason, which is empty on YES: "keeps 2 digits after the point, decimal(12,4) has 4". */
enum rowan_type_compat rowan_type_compat_type(const struct rowan_type *type,
                                              const struct rowan_catalog_column *column,
                                              const struct rowan_dialect *dialect, char *reason, size_t size);
/* Characters of the longest text that a value is written with; 0: no limit. */
long rowan_type_compat_length(const struct rowan_type *type);
/* Digits before the point that values may have; -1: the type is no exact number. */
int rowan_type_compat_digits(const struct rowan_type *type);
#endif
