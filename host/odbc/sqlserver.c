/*
 * SQL Server, by FreeTDS or by Microsoft's driver. What was measured, and on which server, is in
 * docs/internals/sqlserver.md.
 */
#include "odbc/sqlserver.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "odbc/alter.h"
#include "odbc/classify_error.h"
#include "odbc/connect_advice.h"
#include "odbc/dialect.h"

static const char *const driver_words[] = {"freetds", "tdsodbc", "sql server", "msodbcsql", NULL};

/*
 * The first two are FreeTDS's. Microsoft's driver shall not connect again by itself, and shall declare a long
 * text as nvarchar(max): an ntext has no collation and is no operand.
 */
static const char *const defaults[] = {
    "ClientCharset", "UTF-8", "TDS_Version", "7.4", "ConnectRetryCount", "0", "LongAsMax", "yes", NULL};

static const struct rowan_refused_key refused_keys[] = {
    {"DumpFile", ROWAN_WRITES_PASSWORD},
    {"RetryExec", "with it a statement may run once more behind the end of its transaction"},
    {"MARS_Connection", "it makes a transaction end with the statement that began it"},
    {NULL, NULL},
};

/*
 * ANSI_WARNINGS off cuts texts, XACT_ABORT off lets half a transaction be committed. LANGUAGE sets
 * DATEFORMAT, too, so that comes after it. A plain batch: what a prepared statement sets ends with it.
 */
static const char *const session[] = {
    "SET LANGUAGE us_english",
    "SET QUOTED_IDENTIFIER, ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, "
    "ANSI_NULL_DFLT_ON, XACT_ABORT ON",
    "SET NUMERIC_ROUNDABORT, IMPLICIT_TRANSACTIONS, NOCOUNT, CURSOR_CLOSE_ON_COMMIT OFF",
    "SET DATEFORMAT ymd",
    "SET DATEFIRST 7",
    "SET LOCK_TIMEOUT 100000",
    "SET ROWCOUNT 0",
    "SET TEXTSIZE 2147483647",
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
    NULL};

#define OPTION(bit)      "CASE WHEN @@OPTIONS & " bit " = 0 THEN 'off' ELSE 'on' END"
#define OF_SESSION(what) "(SELECT " what " FROM sys.dm_exec_sessions WHERE session_id = @@SPID)"
#define SAY_CHARSET                                                                                          \
    "say ClientCharset=UTF-8 (FreeTDS), or run rowan in a locale of UTF-8 (Microsoft's driver)"
#define LETTERS "\xc3\xa4\xe2\x82\xac" /* a with two dots, the sign of the euro */

/* Texts go through a character set of the driver's, in and out: letters are told by their numbers. */
static const struct rowan_session_setting settings[] = {
    {"XACT_ABORT", OPTION("16384"), "on", NULL},
    {"QUOTED_IDENTIFIER", OPTION("256"), "on", NULL},
    {"ANSI_NULLS", OPTION("32"), "on", NULL},
    {"ANSI_PADDING", OPTION("16"), "on", NULL},
    {"ANSI_WARNINGS", OPTION("8"), "on", NULL},
    {"ARITHABORT", OPTION("64"), "on", NULL},
    {"CONCAT_NULL_YIELDS_NULL", OPTION("4096"), "on", NULL},
    {"NUMERIC_ROUNDABORT", OPTION("8192"), "off", NULL},
    {"IMPLICIT_TRANSACTIONS", OPTION("2"), "off", NULL},
    {"NOCOUNT", OPTION("512"), "off", NULL},
    {"LANGUAGE", "@@LANGUAGE", "us_english", NULL},
    {"DATEFORMAT", OF_SESSION("date_format"), "ymd", NULL},
    {"LOCK_TIMEOUT", "@@LOCK_TIMEOUT", "100000", NULL},
    {"TEXTSIZE", OF_SESSION("CASE text_size WHEN 2147483647 THEN -1 ELSE text_size END"), "-1", NULL},
    {"character set of statements",
     "CAST(UNICODE(N'" LETTERS "') AS varchar(10)) + '/' + CAST(LEN(N'" LETTERS "') AS varchar(10))", "228/2",
     SAY_CHARSET},
    {"character set of results", "NCHAR(228) + NCHAR(8364)", LETTERS, SAY_CHARSET},
    {NULL, NULL, NULL, NULL},
};

/* ---- errors ---- */

/*
 * FreeTDS says 42000 for most, and 08001 for a server that is not there. What heals by itself comes first, as
 * that may stand behind "Login failed": 922, 976, 983, 10928, 17142, 17187, 18401, 40197, 40501, 40613,
 * 49918-49920.
 */
static const struct rowan_text_rule connect_errors[] = {
    {"is being recovered", ROWAN_LOST, NULL},
    {"availability group", ROWAN_LOST, NULL},
    {"limit for the database is", ROWAN_LOST, NULL},
    {"service has been paused", ROWAN_LOST, NULL},
    {"is not ready to accept new client connections", ROWAN_LOST, NULL},
    {"script upgrade mode", ROWAN_LOST, NULL},
    {"The service has encountered an error", ROWAN_LOST, NULL},
    {"The service is currently busy", ROWAN_LOST, NULL},
    {"is not currently available", ROWAN_LOST, NULL},
    {"Cannot process request.", ROWAN_LOST, NULL},
    {"Adaptive Server is unavailable", ROWAN_LOST, ROWAN_ADVISE_SERVER},
    {"Login failed for user", ROWAN_CONFIG, ROWAN_ADVISE_PASSWORD},
    {"Cannot open database", ROWAN_CONFIG, ROWAN_ADVISE_DATABASE},
    {"Login timeout expired", ROWAN_LOST, ROWAN_ADVISE_SERVER},
    {"Unable to connect to data source", ROWAN_LOST, ROWAN_ADVISE_SERVER}, /* no such host */
    {NULL, ROWAN_CONFIG, NULL},
};

/* 20002 and up, below 20100, are FreeTDS's own. */
static const struct rowan_native_rule native_rules[] = {
    {2601, ROWAN_DUPLICATE},
    {2627, ROWAN_DUPLICATE},
    /* another transaction is in the way */
    {1205, ROWAN_BUSY},
    {1222, ROWAN_BUSY},
    {3960, ROWAN_BUSY},
    {3961, ROWAN_BUSY},
    {41302, ROWAN_BUSY},
    {41305, ROWAN_BUSY},
    {41325, ROWAN_BUSY},
    {41301, ROWAN_BUSY},
    /* the database is not as it was */
    {207, ROWAN_CONFIG},
    {208, ROWAN_CONFIG},
    {229, ROWAN_CONFIG},
    {230, ROWAN_CONFIG},
    {262, ROWAN_CONFIG},
    {544, ROWAN_CONFIG},
    {916, ROWAN_CONFIG},
    {1088, ROWAN_CONFIG},
    {2812, ROWAN_CONFIG},
    {3906, ROWAN_CONFIG},
    {4060, ROWAN_CONFIG},
    {18456, ROWAN_CONFIG},
    {8106, ROWAN_CONFIG},
    {11728, ROWAN_CONFIG}, /* a sequence at its end */
    /* disk, log or quota are full */
    {1101, ROWAN_NO_ROOM},
    {1105, ROWAN_NO_ROOM},
    {9002, ROWAN_NO_ROOM},
    {40544, ROWAN_NO_ROOM},
    /* memory, the service, the line */
    {701, ROWAN_LOST},
    {802, ROWAN_LOST},
    {1204, ROWAN_LOST},
    {3967, ROWAN_LOST},
    {8645, ROWAN_LOST},
    {8651, ROWAN_LOST},
    {9001, ROWAN_LOST},
    {10053, ROWAN_LOST},
    {10054, ROWAN_LOST},
    {10060, ROWAN_LOST},
    {10928, ROWAN_LOST},
    {10929, ROWAN_LOST},
    {40143, ROWAN_LOST},
    {40197, ROWAN_LOST},
    {40501, ROWAN_LOST},
    {40549, ROWAN_LOST},
    {40551, ROWAN_LOST},
    {40613, ROWAN_LOST},
    {49918, ROWAN_LOST},
    {49919, ROWAN_LOST},
    {49920, ROWAN_LOST},
    {6005, ROWAN_LOST},
    {20003, ROWAN_LOST},
    {20004, ROWAN_LOST},
    {20006, ROWAN_LOST},
    {20017, ROWAN_LOST},
    {20020, ROWAN_LOST},
    {20047, ROWAN_LOST},
    /* the value, the row, the statement */
    {102, ROWAN_DATABASE},
    {156, ROWAN_DATABASE},
    {241, ROWAN_DATABASE},
    {242, ROWAN_DATABASE},
    {245, ROWAN_DATABASE},
    {248, ROWAN_DATABASE},
    {295, ROWAN_DATABASE},
    {334, ROWAN_DATABASE},
    {515, ROWAN_DATABASE},
    {547, ROWAN_DATABASE},
    {550, ROWAN_DATABASE},
    {1946, ROWAN_DATABASE},
    {2628, ROWAN_DATABASE},
    {3609, ROWAN_DATABASE},
    {3930, ROWAN_DATABASE},
    {3998, ROWAN_DATABASE},
    {8114, ROWAN_DATABASE},
    {8115, ROWAN_DATABASE},
    {8152, ROWAN_DATABASE},
    {8169, ROWAN_DATABASE},
    {9402, ROWAN_DATABASE},
    {50000, ROWAN_DATABASE},
};

/* Babelfish has numbers of its own, beyond all of these, for what only PostgreSQL says. */
#define BABELFISH_NUMBERS 0x1000000

static const struct rowan_text_rule babelfish_words[] = {
    {"due to lock timeout", ROWAN_BUSY, NULL},
    {"could not obtain lock", ROWAN_BUSY, NULL},
    {"could not serialize access", ROWAN_BUSY, NULL},
    {"terminating connection", ROWAN_LOST, NULL},
    {"relation \"", ROWAN_CONFIG, NULL}, /* ... does not exist */
    {NULL, ROWAN_DATABASE, NULL},
};

static bool classify(const struct rowan_diagnosis *d, enum rowan_status *status)
{
    const struct rowan_text_rule *rule = babelfish_words;

    if (rowan_native_status(native_rules, sizeof native_rules / sizeof native_rules[0], d->native, status))
        return true;
    if (d->native < BABELFISH_NUMBERS)
        return false;
    while (rule->text && !strstr(d->message, rule->text))
        rule++;
    *status = rule->status;
    return true;
}

/* Language and database of the session, and that a statement was ended, which stands behind its error. */
static const long notices[] = {5701, 5703, 3621, 0};

/* ---- comparisons ---- */

/* The collation of a varchar is its code page, so a value takes that before it becomes one. */
static void as_varchar(struct rowan_marker *marker, const struct rowan_catalog_column *column)
{
    rowan_marker_cast(marker, NULL);
    snprintf(marker->sql, sizeof marker->sql, "CAST(?%s%.80s AS varchar(8000))",
             column->collation ? " COLLATE " : "", column->collation ? column->collation : "");
}

/* A marker of another type than the column's has the column converted, which passes over its index. */
static bool marker(struct rowan_marker *marker, const struct rowan_catalog_column *column,
                   enum rowan_operand operand, int precision, int scale)
{
    char type[40];

    rowan_marker_cast(marker, NULL);
    switch (operand) {
    case ROWAN_OPERAND_KEY:
    case ROWAN_OPERAND_TEXT:
    case ROWAN_OPERAND_OWN:
    case ROWAN_OPERAND_DATETIME:
        if (column->code_page)
            as_varchar(marker, column);
        else if (column->holds != ROWAN_HOLDS_TEXT && column->holds != ROWAN_HOLDS_INTEGER)
            rowan_marker_cast(marker, column->cast_type);
        break;
    case ROWAN_OPERAND_DECIMAL:
        if (precision > 38 || scale > 38)
            return rowan_marker_refuse(marker, "has more digits than SQL Server compares");
        snprintf(type, sizeof type, "decimal(%d,%d)", precision > scale ? precision : scale, scale);
        rowan_marker_cast(marker, type);
        break;
    case ROWAN_OPERAND_FLOAT:
        marker->as_double = true;
        break;
    case ROWAN_OPERAND_INTEGER:
        break;
    }
    return true;
}

/* As a text with all that is in it. Without a style a datetime loses its seconds, money two of its digits and
 * a float all but six. */
static const char *carried(const struct rowan_catalog_column *column)
{
    const char *name = column->type_name;

    if (strcmp(name, "datetimeoffset") == 0)
        return "CONVERT(nvarchar(40), CAST(SWITCHOFFSET(%s, '+00:00') AS datetime2(7)), 121)";
    if (column->holds == ROWAN_HOLDS_DATE)
        return "CONVERT(nvarchar(40), %s, 23)";
    if (column->holds == ROWAN_HOLDS_TIME || column->holds == ROWAN_HOLDS_TIMESTAMP)
        return "CONVERT(nvarchar(40), %s, 121)";
    if (strstr(name, "money"))
        return "CONVERT(nvarchar(40), CAST(%s AS decimal(19,4)))";
    if (column->pads && column->holds == ROWAN_HOLDS_TEXT)
        return "RTRIM(%s)";
    if (column->holds == ROWAN_HOLDS_FLOAT)
        return "LTRIM(RTRIM(CONVERT(nvarchar(40), %s, 3)))"; /* Babelfish puts blanks around it */
    return NULL;
}

/* ---- inserts ---- */

/* A datetime takes no blank between day and time under every setting; an xml loses its blanks. */
static const char *insert_marker(const struct rowan_catalog_column *column)
{
    if (strcmp(column->type_name, "datetime") == 0)
        return "CONVERT(datetime, REPLACE(?, N' ', N'T'), 126)";
    if (strcmp(column->type_name, "smalldatetime") == 0)
        return "CONVERT(smalldatetime, REPLACE(?, N' ', N'T'), 126)";
    if (strcmp(column->type_name, "xml") == 0)
        return "CONVERT(xml, ?, 1)";
    return NULL;
}

/* ---- types ---- */

/* Letters that are told apart, in any language: a key of the database's own collation takes a for A. */
static bool text_type(const struct rowan_server *server, size_t length, bool in_key, struct rowan_buffer *out)
{
    (void)server;
    if (in_key)
        return rowan_buffer_format(out, "nvarchar(%zu) COLLATE Latin1_General_100_BIN2",
                                   length ? length : ROWAN_KEY_CHARACTERS);
    if (length == 0 || length > 4000)
        return rowan_buffer_append_slice(out, "nvarchar(max)");
    return rowan_buffer_format(out, "nvarchar(%zu)", length);
}

static bool binary_type(const struct rowan_server *server, size_t length, bool in_key,
                        struct rowan_buffer *out)
{
    (void)server;
    if (in_key)
        return rowan_buffer_format(out, "varbinary(%zu)", length ? length : 255);
    if (length == 0 || length > 8000)
        return rowan_buffer_append_slice(out, "varbinary(max)");
    return rowan_buffer_format(out, "varbinary(%zu)", length);
}

/* ---- changes ---- */

/* Money, xml and the like become texts by CONVERT only. */
static bool becomes_text(const struct rowan_catalog_column *column)
{
    if (column->holds == ROWAN_HOLDS_OTHER)
        return strcmp(column->type_name, "uniqueidentifier") == 0;
    return !strstr(column->type_name, "money") && strcmp(column->type_name, "xml") != 0;
}

/* Whether ALTER COLUMN takes it: it converts where an assignment would. */
static bool becomes(const struct rowan_catalog_column *column, const struct rowan_type *type)
{
    enum rowan_holds holds = column->holds;

    if (rowan_alter_is_text(type) || type->kind == ROWAN_XML)
        return becomes_text(column);
    if (holds == ROWAN_HOLDS_TEXT)
        return type->kind != ROWAN_BINARY;
    if (rowan_alter_is_number(type) || type->kind == ROWAN_BOOLEAN)
        return rowan_holds_number(holds) || holds == ROWAN_HOLDS_BIT || holds == ROWAN_HOLDS_BOOLEAN;
    switch (type->kind) {
    case ROWAN_DATE:
        return holds == ROWAN_HOLDS_DATE || holds == ROWAN_HOLDS_TIMESTAMP;
    case ROWAN_TIME:
        return rowan_holds_time(holds);
    case ROWAN_TIMESTAMP:
        return holds == ROWAN_HOLDS_DATE || rowan_holds_time(holds);
    case ROWAN_BINARY:
        return holds == ROWAN_HOLDS_BINARY;
    default:
        return holds == ROWAN_HOLDS_OTHER;
    }
}

static void say_to_copy(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    rowan_sql_add(sql, "-- SQL Server does not turn ");
    rowan_sql_add(sql, alter->column->type_name);
    rowan_sql_add(sql, " into ");
    rowan_alter_new_type(sql, alter, NULL);
    rowan_sql_add(sql, ": rename the column by sp_rename, add it anew and copy its values by CONVERT");
}

/* What ALTER COLUMN does not say of NULL is the session's default. */
static void alter_column(struct rowan_sql *sql, const struct rowan_alter *alter, bool nullable)
{
    const struct rowan_catalog_column *column = alter->column;

    if (alter->type && !becomes(column, alter->type)) {
        say_to_copy(sql, alter);
        return;
    }
    rowan_alter_begin(sql, alter, " ALTER COLUMN ");
    rowan_sql_add(sql, " ");
    if (alter->type) {
        rowan_alter_new_type(sql, alter, NULL);
    } else {
        rowan_sql_add(sql, column->keeps ? column->keeps : column->type_name);
        if (column->collation) {
            rowan_sql_add(sql, " COLLATE ");
            rowan_sql_add(sql, column->collation);
        }
    }
    rowan_sql_add(sql, nullable ? " NULL;" : " NOT NULL;");
}

static void alter_type(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    alter_column(sql, alter, alter->column->nullable);
}

static void alter_null(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    alter_column(sql, alter, alter->nullable);
}

static bool drop_unique(struct rowan_sql *sql, const struct rowan_dropped_index *index)
{
    rowan_alter_table(sql, index->schema, index->table, " DROP CONSTRAINT ");
    rowan_sql_add(sql, index->primary ? "" : "IF EXISTS ");
    rowan_sql_add_name(sql, NULL, index->name);
    rowan_sql_add(sql, ";");
    if (index->primary)
        return true;
    rowan_sql_add(sql, "\nDROP INDEX IF EXISTS ");
    rowan_sql_add_name(sql, NULL, index->name);
    rowan_sql_add(sql, " ON ");
    rowan_sql_add_name(sql, index->schema, index->table);
    rowan_sql_add(sql, ";");
    return true;
}

/* An index has at most 900 bytes, or 1,700; none has a type without a length. */
static bool key_needs_type(const struct rowan_catalog_column *column)
{
    return column->holds == ROWAN_HOLDS_TEXT && (column->size == 0 || column->size > 450);
}

/* What the ledger keeps of a long key, of which the database hashes the UTF-8, since 2019. LEN passes over
 * blanks at the end; with a collation that knows of letters beyond the basic plane it counts letters. */
#define LETTERS_OF "(%s) COLLATE Latin1_General_100_CI_AS_SC"
#define LENGTH_OF  "LEN(" LETTERS_OF " + N'.') - 1"

static const char kept_key[] =
    "CASE WHEN " LENGTH_OF " < 190 OR (" LENGTH_OF " = 190 AND SUBSTRING(" LETTERS_OF ", 126, 1) <> N'#') "
    "THEN %s ELSE (LEFT(" LETTERS_OF ", 125) + N'#' + LOWER(CONVERT(nvarchar(64), HASHBYTES('SHA2_256', "
    "CAST((%s) COLLATE Latin1_General_100_BIN2_UTF8 AS varchar(8000))), 2))) COLLATE Latin1_General_100_BIN2 "
    "END";

/* Behind any text, so that blanks at its end count: all collations pass over them. It sorts before all. */
#define END_MARK " + NCHAR(1)"

const struct rowan_dialect rowan_dialect_sqlserver = {
    .name = "sqlserver",
    .title = "SQL Server",
    .dbms_word = "sql server",
    .driver_words = driver_words,
    .defaults = defaults,
    .refused_keys = refused_keys,
    .session = session,
    .settings = settings,
    .place_query =
        "SELECT N':' + COALESCE(CAST(CONNECTIONPROPERTY('local_tcp_port') AS nvarchar(10)), N'') + "
        "N'/' + DB_NAME()",
    .driver = {.transaction =
                   {.begin = "BEGIN TRANSACTION; IF @@TRANCOUNT <> 1 OR XACT_STATE() <> 1 "
                             "RAISERROR(N'a transaction was open before, or none has begun', 16, 1)",
                    .commit = "IF @@TRANCOUNT = 1 AND XACT_STATE() = 1 COMMIT TRANSACTION ELSE "
                              "RAISERROR(N'the transaction is not there any more, or cannot be committed', "
                              "16, 1)",
                    .rollback = "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION"},
               .wide_texts = true,
               .loses_prepared = true,
               .last_count = true,
               .notices = notices},
    .connect_errors = connect_errors,
    .classify = classify,
    .quote = '[',
    .row_counts = true,
    .name_max = 128,
    .name_characters = true,
    .page = " ORDER BY %s OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY", /* TOP, with its number at the end */
    .page_marker = true,
    .page_end = " OPTION (OPTIMIZE FOR UNKNOWN)", /* one plan, whichever page comes first */
    .text_cast = "CAST(%s AS nvarchar(4000)) COLLATE Latin1_General_100_BIN2",
    .text_padded = "CAST(RTRIM(%s) AS nvarchar(4000)) COLLATE Latin1_General_100_BIN2",
    .keys = {.part = "REPLACE(REPLACE(%s, N'%', N'%25'), N'/', N'%2F')",
             .begin = "(",
             .between = " + N'/' + ",
             .end = ")",
             .first = true,
             .limited = true,
             .kept = kept_key,
             .column = "doc_key_exact",
             .value = "CAST(%s AS varbinary(8000))"},
    .null_text = "CAST(NULL AS nvarchar(max))", /* Babelfish makes letters of a code page of the others */
    .bytes = {.sql = "CAST(%s AS varbinary(max))",
              .octets = "DATALENGTH(%s)",
              .null = "CAST(NULL AS varbinary(max))"},
    .octets = "DATALENGTH(%s) / 2", /* a unit of UTF-16 has two, and takes one to three of UTF-8 */
    .exact_text = "CAST(%s AS nvarchar(max)) COLLATE Latin1_General_100_BIN2" END_MARK,
    .exact_padded = "CAST(RTRIM(%s) AS nvarchar(max)) COLLATE Latin1_General_100_BIN2" END_MARK,
    .exact_marker = "CAST(? AS nvarchar(max)) COLLATE Latin1_General_100_BIN2" END_MARK,
    .like = " LIKE ",
    .like_escape = " ESCAPE N'!'",
    .like_brackets = true,
    .own_equality = ROWAN_OWN_EQUALITY_ALL,
    .comparison = rowan_catalog_column_comparison,
    .marker = marker,
    .carried = carried,
    .insert = ROWAN_INSERT_VALUES,
    .insert_into = "INSERT INTO ",
    .words = {.numbering = "SET IDENTITY_INSERT %s ", .marker = insert_marker},
    .values_params = 2000,
    .values_rows = 1000,
    .deletes_joined = true,
    .deletes_many = true,
    /* TOP may not stand beside NEXT VALUE FOR. */
    .sequence = {.take = "SELECT NEXT VALUE FOR %s FROM (SELECT TOP (?) 1 AS i FROM sys.all_columns a "
                         "CROSS JOIN sys.all_columns b) n",
                 .create = "CREATE SEQUENCE %s AS bigint START WITH 1",
                 .grant = "UPDATE ON %s",
                 .catalog =
                     "SELECT s.name FROM sys.objects s WHERE s.object_id IN ({names}) AND s.type = 'SO'"},
    /* Without HOLDLOCK, which locks keys that are not there. */
    .lookup = {.hint = " WITH (UPDLOCK, ROWLOCK)", .lock = "", .keys = 100, .params = 2000},
    .commit_documents = 500,
    .types = {[ROWAN_BOOLEAN] = "bit",
              [ROWAN_BIT] = "bit",
              [ROWAN_TINYINT] = "tinyint",
              [ROWAN_SMALLINT] = "smallint",
              [ROWAN_INTEGER] = "int",
              [ROWAN_BIGINT] = "bigint",
              [ROWAN_REAL] = "real",
              [ROWAN_DOUBLE] = "float",
              [ROWAN_DATE] = "date",
              [ROWAN_TIME] = "time(6)",
              [ROWAN_TIMESTAMP] = "datetime2(6)",
              [ROWAN_UUID] = "uniqueidentifier",
              [ROWAN_XML] = "xml"},
    .text_type = text_type,
    .binary_type = binary_type,
    .decimal = "decimal",
    .if_missing = "",
    .table_suffix = "",
    .identity = " IDENTITY(1,1)",
    .identity_anywhere = true,
    .alter_type = alter_type,
    .alter_null = alter_null,
    .add_column = " ADD ",
    .adds_keys = true,
    .drop_unique = drop_unique,
    .user_query = "SELECT QUOTENAME(USER_NAME())",
    .key_needs_type = key_needs_type,
    .catalog = {.columns = rowan_sqlserver_columns,
                .uniques = rowan_sqlserver_uniques,
                .indexes = rowan_sqlserver_indexes,
                .foreigns = rowan_sqlserver_foreigns,
                .cascades = rowan_sqlserver_cascades,
                .checks = rowan_sqlserver_checks,
                .tables = rowan_sqlserver_tables,
                .schema_rights = rowan_sqlserver_schema_rights,
                .updatable = rowan_sqlserver_updatable,
                .name_marker = rowan_sqlserver_name_marker,
                .describe = rowan_sqlserver_describe},
};
