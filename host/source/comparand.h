#ifndef ROWAN_COMPARAND_H
#define ROWAN_COMPARAND_H
/*
 * One constant of a where, as the value of a parameter that a column is compared with. Internal to
 * where_sql.c.
 */
#include "base/arena.h"
#include "catalog/catalog.h"
#include "expr/where.h"
#include "odbc/statement.h"

/* A value and its marker. */
struct rowan_comparand {
    struct rowan_param param;
    char marker[160];
};

/* *reason is set, and ROWAN_OK returned, when the constant cannot be compared with the column. Texts go to
 * the arena. For ROWAN_COMPARE_TEXT the marker is for the column's own type. */
enum rowan_status rowan_comparand_make(struct rowan_comparand *out, const struct rowan_dialect *dialect,
                                       const struct rowan_catalog_column *column,
                                       const struct rowan_where_side *side, struct rowan_arena *arena,
                                       char reason[300], struct rowan_error *err);
#endif
