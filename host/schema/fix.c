/*
 * A statement of which a piece fails is left away: advice that cannot be given is not worth a failure, unless
 * memory is at its end.
 */
#include "schema/fix.h"

#include <stdlib.h>

#include "odbc/alter.h"
#include "schema/common_type.h"
#include "schema/ddl.h"
#include "schema/ddl_index.h"
#include "odbc/statement.h"

void rowan_fix_open(struct rowan_fix *fix, const struct rowan_endpoint *endpoint)
{
    memset(fix, 0, sizeof *fix);
    fix->db = endpoint->db;
    fix->endpoint = endpoint;
    rowan_buffer_init(&fix->text);
}

void rowan_fix_close(struct rowan_fix *fix)
{
    rowan_buffer_clear(&fix->text);
}

const char *rowan_fix_take(struct rowan_fix *fix)
{
    const char *text;

    if (fix->text.size == 0)
        return NULL;
    text = rowan_buffer_string(&fix->text);
    fix->no_memory |= !text;
    fix->text.size = 0;
    return text;
}

/* ---- pieces ---- */

struct rowan_sql rowan_fix_begin(struct rowan_fix *fix)
{
    struct rowan_sql sql;

    rowan_sql_begin(&sql, rowan_connection_server(fix->endpoint->db), &fix->text, NULL);
    if (fix->text.size)
        rowan_sql_add(&sql, "\n");
    return sql;
}

static struct rowan_sql begin_alter(struct rowan_fix *fix, const char *table)
{
    struct rowan_sql sql = rowan_fix_begin(fix);

    rowan_sql_add(&sql, "ALTER TABLE ");
    rowan_sql_add_name(&sql, fix->endpoint->schema, table);
    return sql;
}

void rowan_fix_end(struct rowan_fix *fix, struct rowan_sql *sql)
{
    fix->no_memory |= rowan_sql_end(sql) == ROWAN_NO_MEMORY;
}

static const struct rowan_dialect *dialect_of(const struct rowan_fix *fix)
{
    return rowan_connection_dialect(fix->endpoint->db);
}

/* ---- tables and columns ---- */

void rowan_fix_create_table(struct rowan_fix *fix, const struct rowan_target_table *made, bool if_missing)
{
    struct rowan_sql sql = rowan_fix_begin(fix);

    rowan_sql_spoil(&sql,
                    rowan_ddl_table(sql.server, fix->endpoint->schema, made, if_missing, &fix->text, NULL));
    rowan_sql_add(&sql, ";");
    rowan_fix_end(fix, &sql);
}

void rowan_fix_add_column(struct rowan_fix *fix, const char *table,
                          const struct rowan_target_table_column *column)
{
    struct rowan_sql sql = begin_alter(fix, table);

    rowan_sql_add(&sql, dialect_of(fix)->add_column ? dialect_of(fix)->add_column : " ADD COLUMN ");
    rowan_sql_add_name(&sql, NULL, column->first->name);
    rowan_sql_add(&sql, " ");
    rowan_sql_add_type(&sql, &column->type, column->in_key);
    if (column->identity && dialect_of(fix)->identity_anywhere)
        rowan_sql_add(&sql, dialect_of(fix)->identity);
    rowan_sql_add(&sql, ";");
    rowan_fix_end(fix, &sql);
}

void rowan_fix_create_sequence(struct rowan_fix *fix, const char *name)
{
    struct rowan_sql sql = rowan_fix_begin(fix);

    rowan_sql_spoil(&sql, rowan_ddl_sequence(sql.server, fix->endpoint->schema, name, &fix->text, NULL));
    rowan_sql_add(&sql, ";");
    rowan_fix_end(fix, &sql);
}

void rowan_fix_engine(struct rowan_fix *fix, const char *table)
{
    struct rowan_sql sql;

    if (!dialect_of(fix)->engine)
        return;
    sql = begin_alter(fix, table);
    rowan_sql_add(&sql, dialect_of(fix)->engine);
    rowan_sql_add(&sql, ";");
    rowan_fix_end(fix, &sql);
}

/* ---- another type ---- */

void rowan_fix_type(struct rowan_fix *fix, const char *table, const struct rowan_catalog_column *column,
                    const struct rowan_type *wanted, bool in_key)
{
    struct rowan_type type = rowan_common_type_column(column, wanted);
    struct rowan_alter alter = {
        .schema = fix->endpoint->schema, .table = table, .column = column, .type = &type, .in_key = in_key};
    struct rowan_sql sql = rowan_fix_begin(fix);

    dialect_of(fix)->alter_type(&sql, &alter);
    rowan_fix_end(fix, &sql);
}

void rowan_fix_null(struct rowan_fix *fix, const char *table, const struct rowan_catalog_column *column,
                    const struct rowan_type *wanted, bool nullable)
{
    struct rowan_type type =
        wanted ? rowan_common_type_column(column, wanted) : (struct rowan_type){.kind = ROWAN_TEXT};
    struct rowan_alter alter = {.schema = fix->endpoint->schema,
                                .table = table,
                                .column = column,
                                .type = wanted ? &type : NULL,
                                .nullable = nullable};
    struct rowan_sql sql = rowan_fix_begin(fix);

    dialect_of(fix)->alter_null(&sql, &alter);
    rowan_fix_end(fix, &sql);
}

/* ---- keys ---- */

void rowan_fix_primary_key(struct rowan_fix *fix, const char *table, const char *const *columns, size_t count)
{
    struct rowan_sql sql;

    if (!dialect_of(fix)->adds_keys) {
        rowan_fix_unique_index(fix, table, columns, count);
        return;
    }
    sql = begin_alter(fix, table);
    rowan_sql_add(&sql, " ADD PRIMARY KEY ");
    rowan_sql_add_names(&sql, columns, count);
    rowan_sql_add(&sql, ";");
    rowan_fix_end(fix, &sql);
}

bool rowan_fix_key_needs_type(const struct rowan_fix *fix, const struct rowan_catalog_column *column)
{
    const struct rowan_dialect *dialect = dialect_of(fix);

    return dialect->key_needs_type && dialect->key_needs_type(column);
}

static void create_index(struct rowan_fix *fix, const char *table, const char *const *columns, size_t count,
                         enum rowan_ddl_index_kind kind)
{
    struct rowan_sql sql = rowan_fix_begin(fix);

    rowan_ddl_index(&sql, fix->endpoint->schema, table, columns, count, kind);
    rowan_sql_add(&sql, ";");
    rowan_fix_end(fix, &sql);
}

void rowan_fix_unique_index(struct rowan_fix *fix, const char *table, const char *const *columns,
                            size_t count)
{
    create_index(fix, table, columns, count, ROWAN_DDL_INDEX_UNIQUE);
}

void rowan_fix_index(struct rowan_fix *fix, const char *table, const char *const *columns, size_t count)
{
    create_index(fix, table, columns, count, ROWAN_DDL_INDEX_PLAIN);
}

bool rowan_fix_drop_unique(struct rowan_fix *fix, const struct rowan_unique *unique)
{
    struct rowan_dropped_index index = {fix->endpoint->schema, unique->table, unique->name, unique->primary};
    struct rowan_sql sql;
    bool dropped;

    if (!dialect_of(fix)->drop_unique)
        return false;
    sql = rowan_fix_begin(fix);
    dropped = dialect_of(fix)->drop_unique(&sql, &index);
    rowan_fix_end(fix, &sql);
    return dropped;
}

void rowan_fix_defer(struct rowan_fix *fix, const char *table, const char *constraint)
{
    struct rowan_sql sql;

    if (!dialect_of(fix)->defer_constraint)
        return;
    sql = begin_alter(fix, table);
    rowan_sql_add(&sql, " ALTER CONSTRAINT ");
    rowan_sql_add_name(&sql, NULL, constraint);
    rowan_sql_add(&sql, dialect_of(fix)->defer_constraint);
    rowan_sql_add(&sql, ";");
    rowan_fix_end(fix, &sql);
}

void rowan_fix_command(struct rowan_fix *fix, const char *command, const char *mapping)
{
    struct rowan_sql sql = rowan_fix_begin(fix);

    rowan_sql_add(&sql, command);
    rowan_sql_add(&sql, " ");
    rowan_sql_add(&sql, mapping);
    rowan_fix_end(fix, &sql);
}
