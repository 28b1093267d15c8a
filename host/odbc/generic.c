/*
 * Any database with transactions that nobody described: plain SQL, and what the driver tells of itself.
 */
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "odbc/alter.h"
#include "odbc/classify_error.h"
#include "odbc/server.h"
#include "odbc/handles.h"
#include "odbc/statement.h"

/* The shortest of the lengths that the driver names for a schema, a table and a column; 0 is no limit. */
static size_t ask_name_max(const struct rowan_connection *db)
{
    static const SQLUSMALLINT kinds[] = {SQL_MAX_SCHEMA_NAME_LEN, SQL_MAX_TABLE_NAME_LEN,
                                         SQL_MAX_COLUMN_NAME_LEN};
    size_t shortest = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        SQLUSMALLINT length = 0;
        if (SQL_SUCCEEDED(SQLGetInfo(db->dbc, kinds[i], &length, sizeof length, NULL)) && length > 0 &&
            (shortest == 0 || length < shortest))
            shortest = length;
    }
    return shortest;
}

/* What the database calls a type of ODBC's; left empty when the driver does not say. */
static enum rowan_status ask_type(struct rowan_connection *db, int type, char *out, size_t size,
                                  struct rowan_error *err)
{
    struct rowan_statement *query;
    struct rowan_slice name = {NULL, 0};
    bool more = false;

    if (rowan_statement_types(&query, db, type, err) != ROWAN_OK)
        return rowan_odbc_alive(db, err);
    if (rowan_statement_fetch(query, &more, err) == ROWAN_OK && more &&
        rowan_statement_text(query, 0, &name, err) == ROWAN_OK && name.data && name.size < size)
        snprintf(out, size, "%.*s", (int)name.size, name.data);
    rowan_statement_free(query);
    return rowan_odbc_alive(db, err);
}

static enum rowan_status ask_driver(struct rowan_connection *db, struct rowan_server *server,
                                    struct rowan_error *err)
{
    enum rowan_status st;

    server->name_max = ask_name_max(db);
    st = ask_type(db, SQL_LONGVARCHAR, server->long_text, sizeof server->long_text, err);
    if (st == ROWAN_OK)
        st = ask_type(db, SQL_LONGVARBINARY, server->long_binary, sizeof server->long_binary, err);
    return st;
}

/* Words that drivers have for a key that is there already, for a lock, and for a disk that is full. The
 * standard's states are one for all constraints, or not used. */
static const struct rowan_text_rule words[] = {
    {"duplicate", ROWAN_DUPLICATE, NULL},
    {"unique", ROWAN_DUPLICATE, NULL},
    {"primary key", ROWAN_DUPLICATE, NULL},
    {"disk full", ROWAN_NO_ROOM, NULL},
    {"disk is full", ROWAN_NO_ROOM, NULL},
    {"no space left", ROWAN_NO_ROOM, NULL},
    {"unable to extend", ROWAN_NO_ROOM, NULL},
    {"could not allocate space", ROWAN_NO_ROOM, NULL},
    {"deadlock", ROWAN_BUSY, NULL},
    {"locked", ROWAN_BUSY, NULL},
    {"lock wait", ROWAN_BUSY, NULL},
};

static bool contains(const char *text, const char *word)
{
    for (; *text; text++)
        if (rowan_ascii_same_prefix(text, word, strlen(word)))
            return true;
    return false;
}

/* Only states that leave it open are looked into. */
static bool classify(const struct rowan_diagnosis *d, enum rowan_status *status)
{
    if (strcmp(d->sqlstate, "23000") != 0 && strcmp(d->sqlstate, "HY000") != 0)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (contains(d->message, words[i].text)) {
            *status = words[i].status;
            return true;
        }
    return false;
}

/* A driver that takes a decimal for a text names the type all the same. */
static bool describe(struct rowan_catalog_column *column, const char *class_name)
{
    struct rowan_catalog_column named = {.holds = ROWAN_HOLDS_OTHER};

    (void)class_name;
    rowan_catalog_column_classify(&named, column->type_name);
    if (column->holds != ROWAN_HOLDS_TEXT || named.holds != ROWAN_HOLDS_DECIMAL)
        return true;
    column->holds = ROWAN_HOLDS_DECIMAL;
    column->size = 0;
    column->pads = false;
    rowan_catalog_column_sizes(column, column->type_name);
    return true;
}

static bool marker(struct rowan_marker *marker, const struct rowan_catalog_column *column,
                   enum rowan_operand operand, int precision, int scale)
{
    (void)column;
    (void)precision;
    (void)scale;
    rowan_marker_cast(marker, NULL);
    marker->as_double = operand == ROWAN_OPERAND_FLOAT;
    return true;
}

static bool text_type(const struct rowan_server *server, size_t length, bool in_key, struct rowan_buffer *out)
{
    if (length == 0 && !in_key && *server->long_text)
        return rowan_buffer_append_slice(out, server->long_text);
    return rowan_buffer_format(out, "VARCHAR(%zu)", length ? length : in_key ? ROWAN_KEY_CHARACTERS : 4000);
}

/* Not every database has VARBINARY, so a type that the driver names goes first, but for keys. */
static bool binary_type(const struct rowan_server *server, size_t length, bool in_key,
                        struct rowan_buffer *out)
{
    if (!in_key && *server->long_binary)
        return rowan_buffer_append_slice(out, server->long_binary);
    return rowan_buffer_format(out, "VARBINARY(%zu)", length ? length : in_key ? 255 : 4000);
}

static void alter_type(struct rowan_sql *sql, const struct rowan_alter *alter)
{
    rowan_alter_begin(sql, alter, " ALTER COLUMN ");
    rowan_sql_add(sql, " SET DATA TYPE ");
    rowan_sql_add_type(sql, alter->type, alter->in_key);
    rowan_sql_add(sql, ";");
}

const struct rowan_dialect rowan_dialect_generic = {
    .name = "generic",
    .title = "the database",
    .open = ask_driver,
    .classify = classify,
    .page = " ORDER BY %s", /* no word for a limit is understood everywhere */
    .typed_nulls = true,
    .text_cast = "CAST(%s AS VARCHAR(191))", /* a key that is too long is noticed by it */
    .keys = {.limited = true, .tried = true},
    .exact_text = "%s", /* nobody knows how it would be said there */
    .exact_marker = "?",
    .like = " LIKE ",
    .like_escape = " ESCAPE '!'",
    .comparison = rowan_catalog_column_comparison,
    .marker = marker,
    .insert = ROWAN_INSERT_VALUES,
    .insert_into = "INSERT INTO ",
    .values_params = 500,
    .values_rows = 20,
    .commit_documents = 500,
    .types = {[ROWAN_BOOLEAN] = "SMALLINT",
              [ROWAN_BIT] = "SMALLINT",
              [ROWAN_TINYINT] = "SMALLINT",
              [ROWAN_SMALLINT] = "SMALLINT",
              [ROWAN_INTEGER] = "INTEGER",
              [ROWAN_BIGINT] = "BIGINT",
              [ROWAN_REAL] = "REAL",
              [ROWAN_DOUBLE] = "DOUBLE PRECISION",
              [ROWAN_DATE] = "DATE",
              [ROWAN_TIME] = "TIME",
              [ROWAN_TIMESTAMP] = "TIMESTAMP",
              [ROWAN_UUID] = "CHAR(36)"},
    .text_type = text_type,
    .binary_type = binary_type,
    .decimal = "DECIMAL",
    .if_missing = "",
    .table_suffix = "",
    .identity = "",
    .alter_type = alter_type,
    .alter_null = rowan_alter_null,
    .adds_keys = true,
    .catalog = {.describe = describe},
};
