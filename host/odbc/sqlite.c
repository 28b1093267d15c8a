/*
 * SQLite by libsqliteodbc. What was measured is in docs/internals/odbc.md.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "odbc/alter.h"
#include "odbc/classify_error.h"
#include "odbc/connect_advice.h"
#include "odbc/dialect.h"

#define EXACT_DIGITS 15 /* of a number that is stored as a double */

static const char *const driver_words[] = {"sqlite", NULL};

/* Timeout: milliseconds that a writer waits for another. */
static const char *const defaults[] = {"Timeout", "100000", "JournalMode", "WAL",     "FKSupport",
                                       "1",       "BigInt", "1",           "NoWCHAR", "1",
                                       "NoTXN",   "0",      NULL};

static const struct rowan_refused_key refused_keys[] = {
    {"NoTXN", "without transactions half a document could stay"},
    {"JDMode", "it makes the driver take dates for numbers of days"},
    {NULL, NULL},
};

/* Reads the file: is it a database at all? */
static const char *const session[] = {"SELECT 1 FROM sqlite_master LIMIT 1", NULL};

/* The driver has no other word for a file that cannot be opened. */
static const struct rowan_text_rule connect_errors[] = {
    {"connect failed", ROWAN_CONFIG, ROWAN_ADVISE_FILE},
    {NULL, ROWAN_CONFIG, NULL},
};

static const struct rowan_native_rule native_rules[] = {
    {7, ROWAN_LOST},     {8, ROWAN_CONFIG},  {10, ROWAN_LOST}, {11, ROWAN_CONFIG},
    {13, ROWAN_NO_ROOM}, {26, ROWAN_CONFIG}, {5, ROWAN_BUSY},  {6, ROWAN_BUSY},
};

#define WRITE_FAILED 778 /* SQLITE_IOERR_WRITE: so a quota is told */

/* The low byte of an extended result code is the plain one. */
static bool classify(const struct rowan_diagnosis *d, enum rowan_status *status)
{
    const char *message = d->message;
    long native = d->native & 0xff;

    if (d->native == WRITE_FAILED) {
        *status = ROWAN_NO_ROOM;
        return true;
    }

    if (rowan_native_status(native_rules, sizeof native_rules / sizeof native_rules[0], native, status))
        return true;
    if (native == 19 && (strstr(message, "UNIQUE constraint failed") || strstr(message, "is not unique") ||
                         strstr(message, "must be unique"))) {
        *status = ROWAN_DUPLICATE;
        return true;
    }
    if (native == 1 && (strstr(message, "no such table") || strstr(message, "no such column") ||
                        strstr(message, "has no column named"))) {
        *status = ROWAN_CONFIG;
        return true;
    }
    return false;
}

/* SQLITE_NOMEM comes as "unknown error (7)". */
static const char *explain(const struct rowan_diagnosis *d)
{
    switch (d->native & 0xff) {
    case 7:
        return "SQLite is out of memory";
    case 26:
        return "the file is no database of SQLite, or it is encrypted: see that Database is right";
    default:
        return NULL;
    }
}

/* ---- the catalogue ---- */

/* A key that is the row's own number has no index; one of WITHOUT ROWID, of several columns or DESC has. */
#define IS_ROW_NUMBER                                                                                        \
    "(c.pk = 1 AND lower(c.type) = 'integer' AND NOT EXISTS "                                                \
    "(SELECT 1 FROM pragma_index_list(t.name, t.schema) k WHERE k.origin = 'pk'))"

static const char columns_query[] =
    "SELECT t.schema, t.name, CASE t.type WHEN 'view' THEN 2 ELSE 0 END, c.name, c.type, c.type, "
    "NULL, NULL, NULL, NULL, CASE WHEN c.\"notnull\" THEN 0 ELSE 1 END, "
    "CASE WHEN c.dflt_value IS NOT NULL OR " IS_ROW_NUMBER " THEN 1 ELSE 0 END, "
    "CASE WHEN c.hidden IN (2, 3) THEN 1 ELSE 0 END, "
    "CASE WHEN " IS_ROW_NUMBER " THEN 1 ELSE 0 END, 1, c.type, 1, 1, NULL, NULL "
    "FROM pragma_table_list t CROSS JOIN pragma_table_xinfo(t.name, t.schema) c "
    "WHERE t.schema = coalesce({schema}, 'main') AND t.name IN ({names}) AND c.hidden <> 1 "
    "ORDER BY t.name, c.cid";

/* SQLite 3.40 loses rows of a pragma that takes its arguments from another unless the join is a CROSS JOIN,
 * which keeps their order. */
static const char uniques_query[] =
    "SELECT t.name, '' AS i, 1 AS p, 0, c.name, c.pk AS place "
    "FROM pragma_table_list t CROSS JOIN pragma_table_info(t.name, t.schema) c "
    "WHERE t.schema = coalesce({schema}, 'main') AND t.name IN ({names}) AND c.pk > 0 UNION ALL "
    "SELECT t.name, i.name, 0, i.partial, c.name, c.seqno "
    "FROM pragma_table_list t CROSS JOIN pragma_index_list(t.name, t.schema) i "
    "CROSS JOIN pragma_index_info(i.name, t.schema) c "
    "WHERE t.schema = coalesce({schema}, 'main') AND t.name IN ({names}) AND i.\"unique\" "
    "AND i.origin <> 'pk' ORDER BY 1, p DESC, i, place";

static const char indexes_query[] =
    "SELECT t.name, '' AS i, 1, c.name, c.pk AS place "
    "FROM pragma_table_list t CROSS JOIN pragma_table_info(t.name, t.schema) c "
    "WHERE t.schema = coalesce({schema}, 'main') AND t.name IN ({names}) AND c.pk > 0 UNION ALL "
    "SELECT t.name, i.name, i.\"unique\", c.name, c.seqno "
    "FROM pragma_table_list t CROSS JOIN pragma_index_list(t.name, t.schema) i "
    "CROSS JOIN pragma_index_info(i.name, t.schema) c WHERE t.schema = coalesce({schema}, 'main') "
    "AND t.name IN ({names}) AND NOT i.partial AND i.origin <> 'pk' ORDER BY 1, i, place";

/* What is deferred is not listed: the table's text tells. */
static const char foreigns_query[] =
    "SELECT t.name, f.id, t.schema, f.\"table\", EXISTS (SELECT 1 FROM sqlite_master m WHERE "
    "m.name = t.name AND m.sql LIKE '%INITIALLY DEFERRED%'), f.\"from\" "
    "FROM pragma_table_list t CROSS JOIN pragma_foreign_key_list(t.name, t.schema) f "
    "WHERE t.schema = coalesce({schema}, 'main') AND t.name IN ({names}) "
    "AND (SELECT foreign_keys FROM pragma_foreign_keys) ORDER BY 1, 2, f.seq";

/* Names are compared as the database does it. */
static const char cascades_query[] =
    "SELECT r.name, t.schema, t.name, '', f.on_delete FROM pragma_table_list t "
    "CROSS JOIN pragma_foreign_key_list(t.name, t.schema) f JOIN pragma_table_list r "
    "ON r.schema = t.schema AND r.name = f.\"table\" COLLATE NOCASE "
    "WHERE t.schema = coalesce({schema}, 'main') AND r.name IN ({names}) AND f.seq = 0 "
    "AND f.on_delete IN ('CASCADE', 'SET NULL', 'SET DEFAULT') "
    "AND (SELECT foreign_keys FROM pragma_foreign_keys) ORDER BY 1, 2, 3, f.id";

static const char tables_query[] =
    "SELECT schema, name, CASE WHEN schema = coalesce({schema}, 'main') THEN 1 ELSE 0 END "
    "FROM pragma_table_list WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 3 DESC, 1, 2";

static const char schema_rights_query[] =
    "SELECT s.name, 1, EXISTS (SELECT 1 FROM pragma_database_list d WHERE d.name = s.name), 1, 1, 1 "
    "FROM (SELECT coalesce({schema}, 'main') AS name) s";

static bool contains(const char *text, const char *word)
{
    for (; *text; text++)
        if (rowan_ascii_same_prefix(text, word, strlen(word)))
            return true;
    return false;
}

/* Any word is a type, and these letters in it decide. */
static void describe_affinity(struct rowan_catalog_column *column, const char *name)
{
    if (contains(name, "int"))
        column->holds = ROWAN_HOLDS_INTEGER;
    else if (contains(name, "char") || contains(name, "clob") || contains(name, "text"))
        column->holds = ROWAN_HOLDS_TEXT;
    else if (contains(name, "real") || contains(name, "floa") || contains(name, "doub"))
        column->holds = ROWAN_HOLDS_FLOAT;
    else if (*name && !contains(name, "blob"))
        column->holds = ROWAN_HOLDS_DECIMAL;
}

/* A number of a decimal column is a double, unless the type's name makes it a text. */
static bool describe(struct rowan_catalog_column *column, const char *class_name)
{
    if (column->holds == ROWAN_HOLDS_OTHER)
        describe_affinity(column, class_name);
    if (column->holds == ROWAN_HOLDS_INTEGER)
        column->bits = 64; /* whatever the word says */
    if (column->holds == ROWAN_HOLDS_FLOAT)
        column->bits = 53;
    if (column->holds == ROWAN_HOLDS_DECIMAL && !contains(column->type_name, "text"))
        column->exact = EXACT_DIGITS;
    rowan_catalog_column_sizes(column, class_name);
    if (rowan_holds_time(column->holds))
        column->scale = -1;
    if (column->holds == ROWAN_HOLDS_FLOAT)
        column->size = 0;
    column->pads = false;
    if (column->identity != ROWAN_IDENTITY_NONE)
        column->null_becomes = "the next number";
    return true;
}

/* ---- comparisons ---- */

static enum rowan_comparison comparison(const struct rowan_catalog_column *column)
{
    if (column->holds == ROWAN_HOLDS_DECIMAL && column->exact == 0)
        return ROWAN_COMPARE_NONE; /* a number that stands there as a text */
    return rowan_catalog_column_comparison(column);
}

static bool marker(struct rowan_marker *marker, const struct rowan_catalog_column *column,
                   enum rowan_operand operand, int precision, int scale)
{
    (void)column;
    (void)scale;
    rowan_marker_cast(marker, NULL);
    marker->as_double = operand == ROWAN_OPERAND_FLOAT || operand == ROWAN_OPERAND_DECIMAL;
    if (operand == ROWAN_OPERAND_DECIMAL && precision > EXACT_DIGITS)
        return rowan_marker_refuse(marker, "has more than 15 digits, which SQLite does not compare exactly");
    return true;
}

/* Any column may hold a real, a text with a NUL, or bytes. Of a real the driver writes 15 digits, which is
 * what a number of a document had; others need all 17. A text ends with its first NUL for the driver: two
 * bytes that are no UTF-8 stand for it, so that the value is refused. */
static const char *carried(const struct rowan_catalog_column *column)
{
    (void)column;
    return "CASE typeof(%s) WHEN 'integer' THEN %s WHEN 'real' THEN CASE WHEN CAST(printf('%%!.15g', %s) AS "
           "REAL) "
           "= %s THEN printf('%%!.15g', %s) ELSE printf('%%!.17g', %s) END "
           "ELSE CASE instr(CAST(%s AS TEXT), char(0)) WHEN 0 THEN CAST(%s AS TEXT) ELSE "
           "substr(CAST(%s AS TEXT), 1, instr(CAST(%s AS TEXT), char(0)) - 1) || CAST(x'C080' AS TEXT) END "
           "END";
}

/* ---- types ---- */

static bool text_type(const struct rowan_server *server, size_t length, bool in_key, struct rowan_buffer *out)
{
    (void)server;
    (void)in_key;
    return length ? rowan_buffer_format(out, "VARCHAR(%zu)", length) : rowan_buffer_append_slice(out, "TEXT");
}

static bool binary_type(const struct rowan_server *server, size_t length, bool in_key,
                        struct rowan_buffer *out)
{
    (void)server;
    (void)length;
    (void)in_key;
    return rowan_buffer_append_slice(out, "BLOB");
}

/* A comment, so that what is printed can be run: the twelve steps of the manual need the table's whole text.
 */
static void make_anew(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    (void)alter;
    rowan_sql_add(sql, "-- SQLite cannot change a column: make the table anew and copy its rows");
}

/* What UNIQUE or PRIMARY KEY made has no name of its own. */
static bool drop_unique(struct rowan_sql *sql, const struct rowan_dropped_index *index)
{
    if (index->primary || strncmp(index->name, "sqlite_autoindex_", 17) == 0) {
        rowan_sql_add(sql, "-- SQLite cannot change a table's keys: make the table anew and copy its rows");
        return false;
    }
    rowan_sql_add(sql, "DROP INDEX ");
    rowan_sql_add_name(sql, index->schema, index->name);
    rowan_sql_add(sql, ";");
    return true;
}

const struct rowan_dialect rowan_dialect_sqlite = {
    .name = "sqlite",
    .title = "SQLite",
    .dbms_word = "sqlite",
    .driver_words = driver_words,
    .defaults = defaults,
    .refused_keys = refused_keys,
    .session = session,
    .place_query = "SELECT file FROM pragma_database_list WHERE name = 'main'",
    .is_file = true,
    .connect_errors = connect_errors,
    .classify = classify,
    .explain = explain,
    .quote = '"',
    .row_counts = true,
    .uncounted_word = "WITH",
    .count_query = "SELECT changes()",
    .uncounted_views = true,
    .zero_ended = true,
    .fills_room = true,
    .page = " ORDER BY %s LIMIT ?",
    .page_marker = true,
    .text_cast = "CAST(%s AS TEXT)",
    .keys = {.part = "replace(replace(%s, '%', '%25'), '/', '%2F')",
             .begin = "(",
             .between = " || '/' || ",
             .end = ")",
             .rows = true},
    .exact_text = "CAST(%s AS TEXT) COLLATE BINARY",
    .exact_marker = "?",
    .kind_of_value = "typeof(%s)",
    .like = " GLOB ", /* LIKE takes a for A */
    .like_escape = "",
    .glob = true,
    .own_equality = ROWAN_OWN_EQUALITY_ALL,
    .comparison = comparison,
    .marker = marker,
    .carried = carried,
    .is_text = "(typeof(%s) <> 'blob')",
    .whole_text = "%s || char(1, 2, 1)",
    .whole_end = "\1\2\1",
    .bytes = {.sql = "hex(%s) || char(1, 2, 2)", .octets = "length(%s)", .digits = true, .end = "\1\2\2"},
    .octets = "length(CAST(%s AS BLOB)) / (SELECT CASE encoding WHEN 'UTF-8' THEN 1 ELSE 2 END "
              "FROM pragma_encoding)",
    .insert = ROWAN_INSERT_VALUES,
    /* The driver prepares an INSERT anew for each execution and keeps what begins like a query, so there it
     * does. */
    .insert_into = "WITH kept(n) AS (SELECT 1) INSERT INTO ",
    .values_params = 600,
    .values_rows = 32,
    .sequence = {.maximum = "SELECT coalesce(max(%s), 0) FROM "},
    .lookup = {.lock = "", .keys = 100}, /* a transaction that has written is the only one */
    .commit_documents = 500,
    .types = {[ROWAN_BOOLEAN] = "BOOLEAN",
              [ROWAN_BIT] = "SMALLINT",
              [ROWAN_TINYINT] = "SMALLINT",
              [ROWAN_SMALLINT] = "SMALLINT",
              [ROWAN_INTEGER] = "INTEGER",
              [ROWAN_BIGINT] = "BIGINT",
              [ROWAN_REAL] = "REAL",
              [ROWAN_DOUBLE] = "DOUBLE",
              [ROWAN_DATE] = "DATE",
              [ROWAN_TIME] = "TIME",
              [ROWAN_TIMESTAMP] = "TIMESTAMP",
              [ROWAN_UUID] = "CHAR(36)",
              [ROWAN_XML] = "TEXT"},
    .integer_key = "INTEGER", /* only this word makes a key the row's own number, which needs no index */
    .text_type = text_type,
    .binary_type = binary_type,
    .decimal = "DECIMAL",
    .text_decimal = "DECIMAL_TEXT", /* the name gives the affinity of a text */
    .equality_is_by_letter = true,
    .loosely_typed = true,
    .if_missing = "IF NOT EXISTS ",
    .table_suffix = "",
    .identity = "",
    .local_references = true,
    .index_in_schema = true,
    .ignores_case = true,
    .alter_type = make_anew,
    .alter_null = make_anew,
    .drop_unique = drop_unique,
    .catalog = {.columns = columns_query,
                .uniques = uniques_query,
                .indexes = indexes_query,
                .foreigns = foreigns_query,
                .cascades = cascades_query,
                .tables = tables_query,
                .schema_rights = schema_rights_query,
                .table_text = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?",
                .name_marker = "?",
                .describe = describe},
};
