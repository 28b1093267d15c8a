#include "odbc/alter.h"

bool rowan_alter_is_text(const struct rowan_type *type)
{
    return type->kind == ROWAN_TEXT || (type->kind == ROWAN_ENUM && !type->labels->integers);
}

bool rowan_alter_is_number(const struct rowan_type *type)
{
    return (type->kind >= ROWAN_BIT && type->kind <= ROWAN_DOUBLE) ||
           (type->kind == ROWAN_ENUM && type->labels->integers);
}

void rowan_alter_table(struct rowan_sql *sql, const char *schema, const char *table, const char *words)
{
    rowan_sql_add(sql, "ALTER TABLE ");
    rowan_sql_add_name(sql, schema, table);
    rowan_sql_add(sql, words);
}

void rowan_alter_begin(struct rowan_sql *sql, const struct rowan_alter *alter, const char *words)
{
    rowan_alter_table(sql, alter->schema, alter->table, words);
    rowan_sql_add_name(sql, NULL, alter->column->name);
}

void rowan_alter_new_type(struct rowan_sql *sql, const struct rowan_alter *alter, const char *name)
{
    if (name)
        rowan_sql_add(sql, name);
    else
        rowan_sql_add_type(sql, alter->type, alter->in_key);
    if (alter->column->collation && rowan_alter_is_text(alter->type)) {
        rowan_sql_add(sql, " COLLATE ");
        rowan_sql_add(sql, alter->column->collation);
    }
}

void rowan_alter_null(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    rowan_alter_begin(sql, alter, " ALTER COLUMN ");
    rowan_sql_add(sql, alter->nullable ? " DROP NOT NULL;" : " SET NOT NULL;");
}
