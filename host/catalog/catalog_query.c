/*
 * The questions are written for speed, too, as every worker asks some of them: views of information_schema
 * cost PostgreSQL several milliseconds of planning each, and MariaDB opens every table of the schema when it
 * has to join two of them that are not both narrowed down to names. docs/internals/odbc.md has the figures.
 */
#include "catalog/catalog_query.h"

#include <stdlib.h>

#include "odbc/dialect.h"

/*
 * PostgreSQL: a domain is seen as what it is made from. Lengths are in the type modifier, -1 for none: 1042
 * is bpchar, 1043 varchar, 1560 and 1562 bit and varbit, 1700 numeric, 1083 and 1266 times, 1114 and 1184
 * timestamps. A type's qualified name has no length that a cast would apply: bpchar instead of character(1).
 */
static const char postgresql_columns[] =
    "SELECT n.nspname, c.relname, "
    "CASE c.relkind WHEN 'p' THEN 1 WHEN 'v' THEN 2 WHEN 'f' THEN 2 ELSE 0 END, a.attname, "
    "pg_catalog.format_type(b.oid, NULL), b.typname, "
    "CASE WHEN b.oid IN (1042, 1043) THEN m.typmod - 4 WHEN b.oid IN (1560, 1562) THEN m.typmod END, "
    "CASE WHEN b.oid = 1700 AND m.typmod > 0 THEN ((m.typmod - 4) >> 16) & 65535 END, "
    "CASE WHEN b.oid = 1700 AND m.typmod > 0 THEN (m.typmod - 4) & 2047 END, "
    "CASE WHEN b.oid IN (1083, 1266, 1114, 1184) THEN CASE WHEN m.typmod < 0 THEN 6 ELSE m.typmod END END, "
    "CASE WHEN a.attnotnull OR (t.typtype = 'd' AND t.typnotnull) THEN 0 ELSE 1 END, "
    "CASE WHEN a.atthasdef OR a.attidentity <> '' THEN 1 ELSE 0 END, "
    "CASE WHEN a.attgenerated <> '' THEN 1 ELSE 0 END, "
    "CASE a.attidentity WHEN 'a' THEN 2 WHEN 'd' THEN 1 ELSE 0 END, 1, "
    "CASE WHEN b.typelem = 0 OR b.typlen <> -1 THEN "
    "CAST(CAST(b.typnamespace AS regnamespace) AS text) || '.' || pg_catalog.quote_ident(b.typname) END, "
    "CASE WHEN pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT') THEN 1 ELSE 0 END, "
    "CASE WHEN pg_catalog.has_column_privilege(c.oid, a.attnum, 'INSERT') THEN 1 ELSE 0 END, "
    "CASE WHEN a.attcollation <> t.typcollation THEN "
    "(SELECT CAST(CAST(k.collnamespace AS regnamespace) AS text) || '.' || "
    "pg_catalog.quote_ident(k.collname) "
    "FROM pg_catalog.pg_collation k WHERE k.oid = a.attcollation) END, NULL "
    "FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
    "JOIN pg_catalog.pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END "
    "CROSS JOIN LATERAL (SELECT CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END AS typmod) m "
    "WHERE n.nspname = coalesce(CAST({schema} AS name), current_schema()) AND c.relname IN ({names}) "
    "AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY c.relname, a.attnum";

/* MariaDB calls the default of a column without one NULL, as a word. The DISTINCT has the second view read by
 * itself, once, for the names alone. */
static const char mariadb_columns[] =
    "SELECT c.table_schema, c.table_name, t.relation, c.column_name, c.column_type, c.data_type, "
    "c.character_maximum_length, c.numeric_precision, c.numeric_scale, c.datetime_precision, "
    "CASE c.is_nullable WHEN 'YES' THEN 1 ELSE 0 END, "
    "CASE WHEN NULLIF(c.column_default, 'NULL') IS NOT NULL OR c.extra LIKE '%auto_increment%' THEN 1 ELSE 0 "
    "END, "
    "CASE c.is_generated WHEN 'ALWAYS' THEN 1 ELSE 0 END, "
    "CASE WHEN c.extra LIKE '%auto_increment%' THEN 1 ELSE 0 END, "
    "CASE t.transactions WHEN 'NO' THEN 0 ELSE 1 END, c.column_type, "
    "CASE WHEN c.privileges LIKE '%select%' THEN 1 ELSE 0 END, "
    "CASE WHEN c.privileges LIKE '%insert%' THEN 1 ELSE 0 END, NULLIF(c.collation_name, t.table_collation), "
    "NULLIF(CONCAT_WS(' ', CONCAT('DEFAULT ', NULLIF(c.column_default, 'NULL')), NULLIF(c.extra, ''), "
    "CASE WHEN c.column_comment <> '' THEN CONCAT('COMMENT ''', REPLACE(c.column_comment, '''', ''''''), "
    "'''') END), '') "
    "FROM information_schema.columns c JOIN (SELECT DISTINCT t.table_name, t.table_collation, "
    "e.transactions, "
    "CASE WHEN t.table_type LIKE '%VIEW%' THEN 2 WHEN t.create_options LIKE '%partitioned%' THEN 1 ELSE 0 "
    "END AS relation "
    "FROM information_schema.tables t LEFT JOIN information_schema.engines e ON e.engine = t.engine "
    "WHERE t.table_schema = coalesce({schema}, database()) AND t.table_name IN ({names})) t "
    "ON t.table_name = c.table_name "
    "WHERE c.table_schema = coalesce({schema}, database()) AND c.table_name IN ({names}) "
    "ORDER BY c.table_name, c.ordinal_position";

static const char sqlite_columns[] =
    "SELECT t.schema, t.name, CASE t.type WHEN 'view' THEN 2 ELSE 0 END, c.name, c.type, c.type, "
    "NULL, NULL, NULL, NULL, CASE WHEN c.\"notnull\" THEN 0 ELSE 1 END, "
    "CASE WHEN c.dflt_value IS NOT NULL OR (c.pk = 1 AND lower(c.type) = 'integer' AND NOT EXISTS "
    "(SELECT 1 FROM pragma_table_info(t.name, t.schema) k WHERE k.pk > 1)) THEN 1 ELSE 0 END, "
    "CASE WHEN c.hidden IN (2, 3) THEN 1 ELSE 0 END, 0, 1, c.type, 1, 1, NULL, NULL "
    "FROM pragma_table_list t CROSS JOIN pragma_table_xinfo(t.name, t.schema) c "
    "WHERE t.schema = coalesce({schema}, 'main') AND t.name IN ({names}) AND c.hidden <> 1 "
    "ORDER BY t.name, c.cid";

const struct rowan_catalog_query rowan_catalog_columns = {postgresql_columns, mariadb_columns,
                                                          sqlite_columns};

static bool dialect_is(const struct rowan_connection *db, const char *name)
{
    return strcmp(rowan_connection_dialect(db)->name, name) == 0;
}

const char *rowan_catalog_query_text(const struct rowan_catalog_query *question,
                                     const struct rowan_connection *db)
{
    if (dialect_is(db, "postgresql"))
        return question->postgresql;
    if (dialect_is(db, "mariadb"))
        return question->mariadb;
    return dialect_is(db, "sqlite") ? question->sqlite : NULL;
}

/* A statement being made, with the values of its markers. */
struct asking {
    struct rowan_buffer sql;
    struct rowan_param *params;
    size_t count;
    const char *schema;
    const char *const *names;
    size_t name_count;
    const char *name_marker;
};

static bool add_marker(struct asking *asking, const char *marker, const char *value)
{
    struct rowan_param *params = realloc(asking->params, (asking->count + 1) * sizeof *params);

    if (!params)
        return false;
    asking->params = params;
    params[asking->count++] =
        (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .null = !value, .text = rowan_slice_of(value)};
    return rowan_buffer_append_slice(&asking->sql, marker);
}

static bool add_names(struct asking *asking)
{
    bool ok = true;

    for (size_t i = 0; i < asking->name_count && ok; i++)
        ok = (i == 0 || rowan_buffer_append_slice(&asking->sql, ", ")) &&
             add_marker(asking, asking->name_marker, asking->names[i]);
    return ok;
}

static bool expand(struct asking *asking, const char *text)
{
    static const char schema[] = "{schema}";
    static const char names[] = "{names}";
    bool ok = true;

    while (*text && ok) {
        size_t plain = strcspn(text, "{");
        ok = rowan_buffer_append(&asking->sql, text, plain);
        text += plain;
        if (strncmp(text, schema, sizeof schema - 1) == 0) {
            ok = ok && add_marker(asking, "?", asking->schema);
            text += sizeof schema - 1;
        } else if (strncmp(text, names, sizeof names - 1) == 0) {
            ok = ok && add_names(asking);
            text += sizeof names - 1;
        } else if (*text) {
            ok = ok && rowan_buffer_append_char(&asking->sql, *text++);
        }
    }
    return ok && rowan_buffer_string(&asking->sql);
}

enum rowan_status rowan_catalog_ask(struct rowan_statement **query, struct rowan_connection *db,
                                    const char *text, const char *schema, const char *const *names,
                                    size_t count, struct rowan_error *err)
{
    struct asking asking = {.schema = schema, .names = names, .name_count = count};
    enum rowan_status st;

    *query = NULL;
    asking.name_marker = dialect_is(db, "postgresql") ? "CAST(? AS pg_catalog.name)" : "?";
    rowan_buffer_init(&asking.sql);
    if (expand(&asking, text))
        st = rowan_statement_new(query, db, asking.sql.data, err);
    else
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(*query, asking.params, asking.count, err);
    free(asking.params);
    rowan_buffer_clear(&asking.sql);
    return st;
}
