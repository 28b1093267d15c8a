#ifndef ROWAN_LOOKUP_SQL_H
#define ROWAN_LOOKUP_SQL_H
/*
 * SQL that finds rows of a table by a key: conditions, their markers, and the SELECT of many keys. A key is
 * compared in its columns' own way, as a unique index does, and so that the index is found.
 */
#include "catalog/catalog.h"
#include "odbc/sql_text.h"
#include "odbc/statement.h"
#include "target/lookup_column.h"
#include "value/value.h"

/* How a part of a key is compared. */
struct rowan_lookup_part {
    struct rowan_marker marker;
    enum rowan_param_kind kind;
    bool is_truth; /* sent as "true" or "false" */
    int code_page; /* of a text that has one; 0: none */
};

/* ROWAN_MAPPING when the column cannot be part of a key, with why. */
enum rowan_status rowan_lookup_part(struct rowan_lookup_part *part, const struct rowan_server *server,
                                    const struct rowan_catalog_column *found, const struct rowan_type *type,
                                    struct rowan_error *err);
/* Whether the database may take two values for one that are not equal here. */
bool rowan_lookup_is_loose(const struct rowan_dialect *dialect, const struct rowan_catalog_column *found);
/* The value of a part. room is for its digits, and lives as long as it. */
bool rowan_lookup_param(const struct rowan_lookup_part *part, const struct rowan_value *value,
                        struct rowan_buffer *room, struct rowan_param *param);
/* "k1" = ? AND "k2" = ? */
void rowan_lookup_add_key(struct rowan_sql *sql, const struct rowan_lookup_part *parts,
                          const struct rowan_lookup_column *columns, size_t count);
/* SELECT all columns FROM table WHERE the key is one of so many ORDER BY the key. */
void rowan_lookup_add_select(struct rowan_sql *sql, const char *schema,
                             const struct rowan_catalog_table *table, const struct rowan_lookup_part *parts,
                             const struct rowan_lookup_column *columns, size_t key_count, size_t count,
                             size_t keys, bool locked);
#endif
