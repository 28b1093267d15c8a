#ifndef ROWAN_ALTER_H
#define ROWAN_ALTER_H
/* Changes of columns and keys, and what the statements of several dialects for them have in common. */
#include "odbc/sql_text.h"

/* A column that is to be changed. */
struct rowan_alter {
    const char *schema, *table;
    const struct rowan_catalog_column *column;
    const struct rowan_type *type; /* that it gets; NULL: as it is */
    bool in_key;
    bool nullable;
};

/* A primary key or unique index that is to go. */
struct rowan_dropped_index {
    const char *schema, *table;
    const char *name; /* "" when it has none */
    bool primary;
};

bool rowan_alter_is_text(const struct rowan_type *type);
bool rowan_alter_is_number(const struct rowan_type *type);
/* "ALTER TABLE t WORDS c" */
void rowan_alter_begin(struct rowan_sql *sql, const struct rowan_alter *alter, const char *words);
/* The type that the column gets, and the collation that it has; name stands for the type unless NULL. */
void rowan_alter_new_type(struct rowan_sql *sql, const struct rowan_alter *alter, const char *name);
/* "ALTER TABLE t WORDS" */
void rowan_alter_table(struct rowan_sql *sql, const char *schema, const char *table, const char *words);
/* DROP NOT NULL or SET NOT NULL, as in the standard. */
void rowan_alter_null(struct rowan_sql *sql, const struct rowan_alter *alter);
#endif
