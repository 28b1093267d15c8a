/*
 * MariaDB by odbc-mariadb. What was measured is in docs/internals/odbc.md.
 */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "odbc/alter.h"
#include "odbc/classify_error.h"
#include "odbc/connect_advice.h"
#include "odbc/dialect.h"

static const char *const driver_words[] = {"maria", "maodbc", "mysql", NULL};

static const char *const defaults[] = {"Charset", "utf8mb4", "AUTO_RECONNECT", "0", NULL};

/* A server that is not strict cuts values without saying so, and one that sorts by the first kilobyte of a
 * text (max_sort_length) takes another key for the last. A key of an index has at most 3,072 bytes, which a
 * collation may make eight times as many; a sort wants room for 15. */
static const char *const session[] = {
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION', "
    "sql_select_limit = 18446744073709551615, completion_type = NO_CHAIN, sql_auto_is_null = 0, "
    "autocommit = 1, max_sort_length = 32768, sort_buffer_size = GREATEST(@@sort_buffer_size, 2097152)",
    "SET SESSION TRANSACTION READ WRITE", NULL};

#define SAY_CHARSET "say Charset=utf8mb4 in the connection string, or leave it away"

static const struct rowan_session_setting settings[] = {
    {"character_set_client", "@@character_set_client", "utf8mb4", SAY_CHARSET},
    {"character_set_results", "@@character_set_results", "utf8mb4", SAY_CHARSET},
    {"character_set_connection", "@@character_set_connection", "utf8mb4", SAY_CHARSET},
    {"sql_select_limit", "CAST(@@sql_select_limit AS CHAR)", "18446744073709551615", NULL},
    {"completion_type", "@@completion_type", "NO_CHAIN", NULL},
    {"max_sort_length", "CAST(@@max_sort_length AS CHAR)", "32768", NULL},
    {NULL, NULL, NULL, NULL},
};

static const struct rowan_refused_key refused_keys[] = {
    {"AUTO_RECONNECT", "a connection that comes back by itself has lost half of its transaction"},
    {NULL, NULL},
};

/* The driver's state is HY000 for everything. */
static const struct rowan_text_rule connect_errors[] = {
    {"Access denied", ROWAN_CONFIG, ROWAN_ADVISE_PASSWORD},
    {"Unknown database", ROWAN_CONFIG, ROWAN_ADVISE_DATABASE},
    {"Can't connect to", ROWAN_LOST, ROWAN_ADVISE_SERVER},
    {"Unknown server host", ROWAN_CONFIG, ROWAN_ADVISE_SERVER},
    {"Unknown MySQL server host", ROWAN_CONFIG, ROWAN_ADVISE_SERVER},
    {"Too many connections", ROWAN_LOST, NULL},
    {"Lost connection", ROWAN_LOST, ROWAN_ADVISE_SERVER},
    {NULL, ROWAN_CONFIG, NULL},
};

static const struct rowan_native_rule native_rules[] = {
    {1062, ROWAN_DUPLICATE}, {1586, ROWAN_DUPLICATE}, {1205, ROWAN_BUSY},     {1213, ROWAN_BUSY},
    {1020, ROWAN_BUSY},      {2006, ROWAN_LOST},      {2013, ROWAN_LOST},     {1053, ROWAN_LOST},
    {1927, ROWAN_LOST},      {1142, ROWAN_CONFIG},    {1290, ROWAN_CONFIG},   {1021, ROWAN_NO_ROOM},
    {1114, ROWAN_NO_ROOM},   {1030, ROWAN_LOST},      {1037, ROWAN_LOST},     {1038, ROWAN_LOST},
    {1041, ROWAN_LOST},      {2008, ROWAN_LOST},      {1317, ROWAN_BUSY},     {1969, ROWAN_TIMEOUT},
    {3024, ROWAN_TIMEOUT},   {1064, ROWAN_DATABASE},  {1118, ROWAN_DATABASE},
};

/* Of the operating system: no space left, and a quota that is used up. */
static bool has_no_room(const struct rowan_diagnosis *d)
{
    static const char *const words[] = {"Got error 28 ", "Got error 122 ", "Errcode: 28 ", "Errcode: 122 "};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if ((d->native < 1000 || d->native == 1026 || d->native == 1030) && strstr(d->message, words[i]))
            return true;
    return false;
}

static bool classify(const struct rowan_diagnosis *d, enum rowan_status *status)
{
    if (has_no_room(d)) {
        *status = ROWAN_NO_ROOM;
        return true;
    }
    return rowan_native_status(native_rules, sizeof native_rules / sizeof native_rules[0], d->native, status);
}

/* A value that was cut, out of range, NULL where none may be, or read as something else. Refused in strict
 * mode, which the driver makes known as a warning. */
static const long harmful_warnings[] = {1048, 1264, 1265, 1292, 1364, 1366, 1406, 1411, 0};

/* ---- the catalogue ---- */

/*
 * Every table of the schema is opened when two views are joined that are not both narrowed down to names. The
 * default of a column without one is called NULL, as a word. The DISTINCT has the second view read by itself,
 * once, for the names alone.
 */
static const char columns_query[] =
    "SELECT c.table_schema, c.table_name, t.relation, c.column_name, c.column_type, "
    "CASE WHEN c.data_type = 'char' AND c.collation_name LIKE '%nopad%' THEN 'char(nopad)' ELSE c.data_type "
    "END, "
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

static const char uniques_query[] =
    "SELECT table_name, index_name, CASE index_name WHEN 'PRIMARY' THEN 1 ELSE 0 END, 0, "
    "CASE WHEN sub_part IS NULL THEN column_name END FROM information_schema.statistics "
    "WHERE table_schema = coalesce({schema}, database()) AND table_name IN ({names}) "
    "AND non_unique = 0 ORDER BY table_name, index_name <> 'PRIMARY', index_name, seq_in_index";

/* Of the beginnings of values, too, which finds all of those. An index is IGNORED since 10.6. */
static const char indexes_query[] =
    "SELECT table_name, index_name, CASE non_unique WHEN 0 THEN 1 ELSE 0 END, column_name "
    "FROM information_schema.statistics WHERE table_schema = coalesce({schema}, database()) "
    "AND table_name IN ({names}) AND index_type = 'BTREE' /*M!100600 AND ignored = 'NO' */ "
    "ORDER BY table_name, index_name, seq_in_index";

static const char foreigns_query[] =
    "SELECT table_name, constraint_name, referenced_table_schema, referenced_table_name, "
    "0, column_name FROM information_schema.key_column_usage "
    "WHERE table_schema = coalesce({schema}, database()) AND table_name IN ({names}) "
    "AND referenced_table_name IS NOT NULL AND @@foreign_key_checks ORDER BY table_name, "
    "constraint_name, ordinal_position";

static const char cascades_query[] =
    "SELECT k.referenced_table_name, k.table_schema, k.table_name, k.constraint_name, r.delete_rule "
    "FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r "
    "ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name "
    "AND r.table_name = k.table_name WHERE k.referenced_table_schema = coalesce({schema}, database()) "
    "AND k.referenced_table_name IN ({names}) AND k.ordinal_position = 1 "
    "AND r.delete_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT') AND @@foreign_key_checks "
    "ORDER BY 1, 2, 3, 4";

/* A trigger BEFORE INSERT may make another value of one. */
static const char checks_query[] =
    "SELECT k.table_name, NULL, k.constraint_name, NULL, k.check_clause "
    "FROM information_schema.check_constraints k "
    "WHERE k.constraint_schema = coalesce({schema}, database()) AND k.table_name IN ({names}) "
    "AND @@check_constraint_checks AND k.table_name NOT IN "
    "(SELECT t.event_object_table FROM information_schema.triggers t "
    "WHERE t.event_object_schema = coalesce({schema}, database()) AND t.event_manipulation = 'INSERT' "
    "AND t.action_timing = 'BEFORE') ORDER BY k.table_name, k.constraint_name";

static const char tables_query[] =
    "SELECT table_schema, table_name, CASE WHEN table_schema = coalesce({schema}, database()) THEN "
    "1 ELSE 0 END FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', "
    "'mysql', 'performance_schema', 'sys') ORDER BY 3 DESC, 1, 2";

/*
 * Whoever has a right to all tables of a schema sees them all, anybody else those that he may use. What a
 * role gives is not told: then tables may be missing or not seen, and may be made.
 */
static const char schema_rights_query[] =
    "SELECT s.name, CASE WHEN s.name IS NULL THEN 0 ELSE 1 END, CASE WHEN EXISTS (SELECT 1 FROM "
    "information_schema.schemata m WHERE m.schema_name = s.name) THEN 1 ELSE 0 END, 1, "
    "CASE WHEN SUM(g.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER')) "
    "> 0 "
    "THEN 1 ELSE 0 END, "
    "CASE WHEN SUM(g.privilege_type = 'CREATE') > 0 OR CURRENT_ROLE() IS NOT NULL THEN 1 ELSE 0 END "
    "FROM (SELECT coalesce({schema}, database()) AS name, CONCAT(QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', "
    "1)), "
    "'@', QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', -1))) AS me) s "
    "LEFT JOIN (SELECT grantee, '%' AS table_schema, privilege_type FROM information_schema.user_privileges "
    "UNION ALL SELECT grantee, table_schema, privilege_type FROM information_schema.schema_privileges) g "
    "ON g.grantee = s.me AND s.name LIKE g.table_schema ESCAPE '\\' GROUP BY s.name";

static const char updatable_query[] =
    "SELECT table_name, MIN(CASE WHEN privileges LIKE '%update%' THEN 1 ELSE 0 END) "
    "FROM information_schema.columns WHERE table_schema = coalesce({schema}, database()) "
    "AND table_name IN ({names}) GROUP BY table_name";

/* DOUBLE(M,D) rounds, DOUBLE and FLOAT(p) do not. A missing value is NULL in no TIMESTAMP NOT NULL, whatever
 * its default. A YEAR of fewer than four digits is a guess, and 5.00 is 2005. A CHAR that is compared without
 * padding is padded in its index only. */
static bool describe(struct rowan_catalog_column *column, const char *class_name)
{
    if (column->holds == ROWAN_HOLDS_FLOAT && strchr(column->type_name, ','))
        rowan_catalog_column_sizes(column, column->type_name);
    if (column->identity != ROWAN_IDENTITY_NONE)
        column->null_becomes = "the next number";
    else if (strcmp(class_name, "timestamp") == 0 && !column->nullable)
        column->null_becomes = "the time of the load";
    column->zoned = strcmp(class_name, "timestamp") == 0;
    column->two_orders = strcmp(class_name, "char(nopad)") == 0;
    if (strcmp(class_name, "year") == 0) {
        column->bytes = 4;
        column->pads = true;
        column->digits = true;
    }
    if (strcmp(class_name, "inet6") == 0 || strcmp(class_name, "inet4") == 0)
        column->rereads = true;
    if (strcmp(class_name, "enum") == 0 || strcmp(class_name, "set") == 0)
        return rowan_column_labels_read(&column->labels, column->type_name);
    return true;
}

/* ---- comparisons ---- */

static const char *moment_type(const struct rowan_catalog_column *column)
{
    return column->holds == ROWAN_HOLDS_DATE   ? "DATE"
           : column->holds == ROWAN_HOLDS_TIME ? "TIME(6)"
                                               : "DATETIME(6)";
}

/* A decimal column and a text, or a decimal without digits of its own, are compared as doubles. No cast takes
 * the words UNSIGNED and ZEROFILL of a column's type. */
static bool marker(struct rowan_marker *marker, const struct rowan_catalog_column *column,
                   enum rowan_operand operand, int precision, int scale)
{
    char type[40];

    rowan_marker_cast(marker, NULL);
    switch (operand) {
    case ROWAN_OPERAND_KEY:
        if (column->holds == ROWAN_HOLDS_DECIMAL) {
            snprintf(type, sizeof type, "DECIMAL(%ld,%d)", column->size, column->scale);
            rowan_marker_cast(marker, type);
        }
        break;
    case ROWAN_OPERAND_DATETIME:
        rowan_marker_cast(marker, moment_type(column));
        break;
    case ROWAN_OPERAND_FLOAT:
        marker->as_double = true;
        break;
    case ROWAN_OPERAND_DECIMAL:
        if (precision > 65 || scale > 38)
            return rowan_marker_refuse(marker, "has more digits than MariaDB compares");
        snprintf(type, sizeof type, "DECIMAL(%d,%d)", precision, scale);
        rowan_marker_cast(marker, type);
        break;
    default:
        break;
    }
    return true;
}

/* A FLOAT is written with six digits, and the driver makes a time of day of any time. */
static const char *carried(const struct rowan_catalog_column *column)
{
    switch (column->holds) {
    case ROWAN_HOLDS_FLOAT:
        return column->bits == 24 && column->size == 0 ? "CAST(CAST(%s AS DOUBLE) AS CHAR)"
                                                       : "CAST(%s AS CHAR)";
    case ROWAN_HOLDS_BIT:
        return "CAST(%s + 0 AS CHAR)";
    case ROWAN_HOLDS_DATE:
    case ROWAN_HOLDS_TIME:
    case ROWAN_HOLDS_TIMESTAMP:
        return "CAST(%s AS CHAR)";
    default:
        return NULL;
    }
}

/* ---- types ---- */

/* A row has 65,535 bytes for all its VARCHARs, so only short ones are declared so. */
static bool text_type(const struct rowan_server *server, size_t length, bool in_key, struct rowan_buffer *out)
{
    (void)server;
    if (in_key)
        return rowan_buffer_format(out, "VARCHAR(%zu)", length ? length : ROWAN_KEY_CHARACTERS);
    if (length > 0 && length <= 255)
        return rowan_buffer_format(out, "VARCHAR(%zu)", length);
    if (length > 0 && length <= 16383)
        return rowan_buffer_append_slice(out, "TEXT");
    if (length > 0 && length <= 4194303)
        return rowan_buffer_append_slice(out, "MEDIUMTEXT");
    return rowan_buffer_append_slice(out, "LONGTEXT");
}

static bool binary_type(const struct rowan_server *server, size_t length, bool in_key,
                        struct rowan_buffer *out)
{
    (void)server;
    if (in_key || (length > 0 && length <= 255))
        return rowan_buffer_format(out, "VARBINARY(%zu)", length ? length : 255);
    if (length > 0 && length <= 65535)
        return rowan_buffer_append_slice(out, "BLOB");
    if (length > 0 && length <= 16777215)
        return rowan_buffer_append_slice(out, "MEDIUMBLOB");
    return rowan_buffer_append_slice(out, "LONGBLOB");
}

/* ---- changes ---- */

/* What MODIFY does not say is lost: the rest of the column is repeated. */
static void end_modify(struct rowan_sql *sql, const struct rowan_catalog_column *column, bool nullable)
{
    rowan_sql_add(sql, nullable ? " NULL" : " NOT NULL");
    if (column->keeps) {
        rowan_sql_add(sql, " ");
        rowan_sql_add(sql, column->keeps);
    }
    rowan_sql_add(sql, ";");
}

static void old_type(struct rowan_sql *sql, const struct rowan_catalog_column *column)
{
    rowan_sql_add(sql, column->cast_type ? column->cast_type : column->type_name);
    if (column->collation) {
        rowan_sql_add(sql, " COLLATE ");
        rowan_sql_add(sql, column->collation);
    }
}

/* A timestamp is a moment in time, and DATETIME is not. */
static void new_type(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    bool moment = alter->type->kind == ROWAN_TIMESTAMP && strcmp(alter->column->type_name, "timestamp") == 0;

    rowan_alter_new_type(sql, alter, moment ? "TIMESTAMP(6)" : NULL);
}

static void alter_type(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    rowan_alter_begin(sql, alter, " MODIFY ");
    rowan_sql_add(sql, " ");
    new_type(sql, alter);
    end_modify(sql, alter->column, alter->column->nullable);
}

static void alter_null(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    rowan_alter_begin(sql, alter, " MODIFY ");
    rowan_sql_add(sql, " ");
    if (alter->type)
        new_type(sql, alter);
    else
        old_type(sql, alter->column);
    end_modify(sql, alter->column, alter->nullable);
}

/* No TEXT or BLOB is indexed as a whole. */
static bool key_needs_type(const struct rowan_catalog_column *column)
{
    return strstr(column->type_name, "text") || strstr(column->type_name, "blob");
}

static bool drop_unique(struct rowan_sql *sql, const struct rowan_dropped_index *index)
{
    rowan_alter_table(sql, index->schema, index->table,
                      index->primary ? " DROP PRIMARY KEY" : " DROP INDEX ");
    if (!index->primary)
        rowan_sql_add_name(sql, NULL, index->name);
    rowan_sql_add(sql, ";");
    return true;
}

/* Recursion has a limit that the server sets, and seq_1_to_n may not be there. */
#define TEN_ROWS(name)                                                                                       \
    "(SELECT 0 UNION ALL SELECT 0 UNION ALL SELECT 0 UNION ALL SELECT 0 UNION ALL SELECT 0 UNION ALL "       \
    "SELECT 0 UNION ALL SELECT 0 UNION ALL SELECT 0 UNION ALL SELECT 0 UNION ALL SELECT 0) " #name

const struct rowan_dialect rowan_dialect_mariadb = {
    .name = "mariadb",
    .title = "MariaDB",
    .dbms_word = "maria",
    .driver_words = driver_words,
    .defaults = defaults,
    .refused_keys = refused_keys,
    .session = session,
    .settings = settings,
    .place_query = "SELECT CONCAT(':', @@port)", /* databases are schemas */
    .connect_errors = connect_errors,
    .classify = classify,
    .several_results = "CALL", /* after others the driver dies when it is asked for more: CREATE TRIGGER */
    .quote = '`',
    .row_counts = true,
    .warnings_query = "SHOW WARNINGS",
    .harmful_warnings = harmful_warnings,
    .name_max = 64,
    .name_characters = true,
    .page = " ORDER BY %s LIMIT ?",
    .page_marker = true,
    .text_cast = "CAST(%s AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin",
    .keys = {.part = "replace(replace(%s, '%', '%25'), '/', '%2F')",
             .begin = "concat(",
             .between = ", '/', ",
             .end = ")",
             .limited = true,
             .tried = true,
             .kept = "CASE WHEN char_length(%s) < 190 OR (char_length(%s) = 190 AND substr(%s, 126, 1) <> "
                     "'#') THEN %s "
                     "ELSE concat(left(%s, 125), '#', sha2(%s, 256)) END"},
    .exact_text = "CAST(%s AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin",
    .exact_marker = "?",
    .like = " LIKE ",
    .like_escape = " ESCAPE '!'",
    .own_equality =
        ROWAN_OWN_EQUALITY_ASCII, /* a text that is not in the column's character set is refused */
    .comparison = rowan_catalog_column_comparison,
    .marker = marker,
    .carried = carried,
    .bytes = {.sql = "%s"}, /* HEX() makes no text that is longer than a packet may be */
    .octets = "OCTET_LENGTH(%s) / CASE CHARSET(%s) WHEN 'utf32' THEN 4 WHEN 'utf16' THEN 2 "
              "WHEN 'utf16le' THEN 2 WHEN 'ucs2' THEN 2 ELSE 1 END",
    .insert = ROWAN_INSERT_ARRAYS,
    .insert_into = "INSERT INTO ",
    .values_params = 6000,
    .values_rows = 500,
    .row_limit_query = "SELECT @@max_allowed_packet", /* a larger packet costs the connection */
    .row_limit_name = "max_allowed_packet",
    .deletes_joined = true,
    .deletes_many = true,
    .deletes_in_order = true,
    /* With less than this a binary log of statements refuses every write. */
    .sequence = {.take = "SELECT NEXT VALUE FOR %s FROM " TEN_ROWS(a) ", " TEN_ROWS(b) ", " TEN_ROWS(
                     c) " LIMIT ?",
                 .most = 1000,
                 .create = "CREATE SEQUENCE IF NOT EXISTS %s",
                 .grant = "SELECT, INSERT ON %s",
                 .catalog = "SELECT t.table_name FROM information_schema.tables t WHERE t.table_type = "
                            "'SEQUENCE' AND t.table_schema = coalesce({schema}, database()) "
                            "AND t.table_name IN ({names})"},
    .lookup = {.lock = " FOR UPDATE",
               .isolation = "SET SESSION tx_isolation = IF(@@binlog_format = 'STATEMENT', 'REPEATABLE-READ', "
                            "'READ-COMMITTED')",
               .keys = 100,
               .keeps_count = true},
    .commit_documents = 500,
    .types = {[ROWAN_BOOLEAN] = "BOOLEAN",
              [ROWAN_BIT] = "TINYINT",
              [ROWAN_TINYINT] = "TINYINT UNSIGNED",
              [ROWAN_SMALLINT] = "SMALLINT",
              [ROWAN_INTEGER] = "INT",
              [ROWAN_BIGINT] = "BIGINT",
              [ROWAN_REAL] = "FLOAT",
              [ROWAN_DOUBLE] = "DOUBLE",
              [ROWAN_DATE] = "DATE",
              [ROWAN_TIME] = "TIME(6)",
              [ROWAN_TIMESTAMP] = "DATETIME(6)",
              [ROWAN_UUID] = "CHAR(36)",
              [ROWAN_XML] = "LONGTEXT"},
    .text_type = text_type,
    .binary_type = binary_type,
    .decimal = "DECIMAL",
    .if_missing = "IF NOT EXISTS ",
    .table_suffix = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
    .identity = " AUTO_INCREMENT",
    .alter_type = alter_type,
    .alter_null = alter_null,
    .drop_unique = drop_unique,
    .adds_keys = true,
    .engine = " ENGINE=InnoDB",
    .user_query = "SELECT CONCAT(QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', 1)), '@', "
                  "QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)))",
    .key_needs_type = key_needs_type,
    .catalog = {.columns = columns_query,
                .uniques = uniques_query,
                .indexes = indexes_query,
                .foreigns = foreigns_query,
                .cascades = cascades_query,
                .checks = checks_query,
                .check_escapes = true,
                .tables = tables_query,
                .schema_rights = schema_rights_query,
                .updatable = updatable_query,
                .name_marker = "?",
                .describe = describe},
};
