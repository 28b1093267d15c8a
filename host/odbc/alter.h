#ifndef ROWAN_ALTER_H
#define ROWAN_ALTER_H
/* Changes of columns, and what the statements of several dialects for them have in common. */
#include "odbc/sql_text.h"

/* A column that is to be changed. */
struct rowan_alter {
    const char *schema, *table;
    const struct rowan_catalog_column *column;
    const struct rowan_type *type; /* that it gets; NULL: as it is */
    bool in_key;
    bool nullable;
};

bool rowan_alter_is_text(const struct rowan_type *type);
bool rowan_alter_is_number(const struct rowan_type *type);
/* "ALTER TABLE t WORDS c" */
void rowan_alter_begin(struct rowan_sql *sql, const struct rowan_alter *alter, const char *words);
/* The type that the column gets, and the collation that it has; name stands for the type unless NULL. */
void rowan_alter_new_type(struct rowan_sql *sql, const struct rowan_alter *alter, const char *name);
/* DROP NOT NULL or SET NOT NULL, as in the standard. */
void rowan_alter_null(struct rowan_sql *sql, const struct rowan_alter *alter);
#endif
