#ifndef ROWAN_ROW_COUNT_H
#define ROWAN_ROW_COUNT_H
/*
 * Whether a statement did what it was sent for: not what the driver answered counts, but how many rows the
 * database says it has. docs/internals/success.md
 */
#include "odbc/statement.h"

/*
 * After an INSERT of so many rows. *stored is how many are there; all, where nobody can say. ROWAN_DATABASE
 * when they are fewer, unless that is allowed: then the open transaction can only be rolled back.
 */
enum rowan_status rowan_row_count_check(int64_t *stored, struct rowan_connection *db,
                                        const struct rowan_statement *query, size_t sent, bool may_drop,
                                        struct rowan_error *err);
#endif
