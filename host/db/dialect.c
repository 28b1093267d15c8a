/*
 * One record per database. Numbers were measured; docs/internals/odbc.md has the tables.
 */
#include "db/dialect.h"

#include <strings.h>

/* Time zones make a key or a timestamp as text depend on where a worker runs, and a server that is not
 * strict cuts values without saying so: both are settled for the session. */
static const char postgresql_session[] =
    "SET client_encoding TO 'UTF8';SET TIME ZONE 'UTC';SET DateStyle TO 'ISO';"
    "SET standard_conforming_strings TO on;SET client_min_messages TO warning;SET jit TO off";
static const char mariadb_session[] =
    "SET SESSION time_zone = '+00:00';"
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION'";

static const struct rowan_dialect dialects[] = {
    {
        .name = "postgresql",
        .insert = ROWAN_INSERT_UNNEST,
        .values_params = 6000,
        .values_rows = 500,
        .text_cast = "CAST(%s AS text) COLLATE \"C\"",
        .limit = " LIMIT ?",
        .if_missing = "IF NOT EXISTS ",
        .table_suffix = "",
        .session = postgresql_session,
        .commit_documents = 500,
    },
    {
        .name = "sqlite",
        .insert = ROWAN_INSERT_VALUES,
        .values_params = 600,
        .values_rows = 32,
        .text_cast = "CAST(%s AS TEXT)",
        .limit = " LIMIT ?",
        .if_missing = "IF NOT EXISTS ",
        .table_suffix = "",
        .session = "SELECT 1 FROM sqlite_master LIMIT 1", /* reads the file: is it a database at all? */
        .commit_documents = 500,
    },
    {
        .name = "mariadb",
        .insert = ROWAN_INSERT_ARRAYS,
        .values_params = 6000,
        .values_rows = 500,
        .text_cast = "CAST(%s AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin",
        .limit = " LIMIT ?",
        .if_missing = "IF NOT EXISTS ",
        .table_suffix = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
        .session = mariadb_session,
        .commit_documents = 500,
    },
    {
        .name = "portable",
        .insert = ROWAN_INSERT_VALUES,
        .values_params = 500,
        .values_rows = 20,
        .text_cast = "CAST(%s AS VARCHAR(190))",
        .limit = " FETCH FIRST ? ROWS ONLY",
        .if_missing = "",
        .table_suffix = "",
        .session = NULL,
        .commit_documents = 500,
    },
};

#define DIALECTS (sizeof dialects / sizeof dialects[0])

static bool name_has(const char *name, const char *word)
{
    for (; *name; name++)
        if (strncasecmp(name, word, strlen(word)) == 0)
            return true;
    return false;
}

const struct rowan_dialect *rowan_dialect_find(const char *dbms_name)
{
    if (name_has(dbms_name, "postgres"))
        return &dialects[0];
    if (name_has(dbms_name, "sqlite"))
        return &dialects[1];
    if (name_has(dbms_name, "maria"))
        return &dialects[2];
    return &dialects[DIALECTS - 1];
}

/* Types that need no numbers; text, decimal, binary and enum are made below. */
struct plain_types {
    const char *dialect;
    const char *names[ROWAN_XML + 1];
};

static const struct plain_types plain[] = {
    {"postgresql",
     {[ROWAN_BOOLEAN] = "boolean",
      [ROWAN_BIT] = "smallint",
      [ROWAN_TINYINT] = "smallint",
      [ROWAN_SMALLINT] = "smallint",
      [ROWAN_INTEGER] = "integer",
      [ROWAN_BIGINT] = "bigint",
      [ROWAN_REAL] = "real",
      [ROWAN_DOUBLE] = "double precision",
      [ROWAN_DATE] = "date",
      [ROWAN_TIME] = "time",
      [ROWAN_TIMESTAMP] = "timestamp",
      [ROWAN_UUID] = "uuid",
      [ROWAN_XML] = "xml"}},
    {"sqlite",
     {[ROWAN_BOOLEAN] = "BOOLEAN",
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
      [ROWAN_XML] = "TEXT"}},
    {"mariadb",
     {[ROWAN_BOOLEAN] = "BOOLEAN",
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
      [ROWAN_XML] = "LONGTEXT"}},
    {"portable",
     {[ROWAN_BOOLEAN] = "SMALLINT",
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
      [ROWAN_UUID] = "CHAR(36)",
      [ROWAN_XML] = "VARCHAR(4000)"}},
};

/* A row of MariaDB has 65,535 bytes for all its VARCHARs, so only short ones are declared so. */
static bool mariadb_text(size_t length, bool in_key, struct rowan_buffer *out)
{
    if (in_key)
        return rowan_buffer_format(out, "VARCHAR(%zu)", length ? length : 190);
    if (length > 0 && length <= 255)
        return rowan_buffer_format(out, "VARCHAR(%zu)", length);
    if (length > 0 && length <= 16383)
        return rowan_buffer_append_text(out, "TEXT");
    if (length > 0 && length <= 4194303)
        return rowan_buffer_append_text(out, "MEDIUMTEXT");
    return rowan_buffer_append_text(out, "LONGTEXT");
}

static bool text_type(const char *dialect, size_t length, bool in_key, struct rowan_buffer *out)
{
    if (strcmp(dialect, "mariadb") == 0)
        return mariadb_text(length, in_key, out);
    if (strcmp(dialect, "portable") == 0)
        return rowan_buffer_format(out, "VARCHAR(%zu)", length ? length : in_key ? 190 : 4000);
    if (strcmp(dialect, "sqlite") == 0)
        return length ? rowan_buffer_format(out, "VARCHAR(%zu)", length)
                      : rowan_buffer_append_text(out, "TEXT");
    return length ? rowan_buffer_format(out, "varchar(%zu)", length) : rowan_buffer_append_text(out, "text");
}

/* SQLite keeps 15 digits of a number, so longer decimals are kept as text: the name gives the affinity. */
static bool decimal_type(const char *dialect, const struct rowan_type *type, struct rowan_buffer *out)
{
    const char *name = "DECIMAL";

    if (strcmp(dialect, "postgresql") == 0)
        name = "numeric";
    else if (strcmp(dialect, "sqlite") == 0 && type->precision > 15)
        name = "DECIMAL_TEXT";
    return rowan_buffer_format(out, "%s(%d,%d)", name, type->precision, type->scale);
}

static bool mariadb_binary(size_t length, bool in_key, struct rowan_buffer *out)
{
    if (in_key || (length > 0 && length <= 255))
        return rowan_buffer_format(out, "VARBINARY(%zu)", length ? length : 255);
    if (length > 0 && length <= 65535)
        return rowan_buffer_append_text(out, "BLOB");
    if (length > 0 && length <= 16777215)
        return rowan_buffer_append_text(out, "MEDIUMBLOB");
    return rowan_buffer_append_text(out, "LONGBLOB");
}

static bool binary_type(const char *dialect, size_t length, bool in_key, struct rowan_buffer *out)
{
    if (strcmp(dialect, "postgresql") == 0)
        return rowan_buffer_append_text(out, "bytea");
    if (strcmp(dialect, "mariadb") == 0)
        return mariadb_binary(length, in_key, out);
    if (strcmp(dialect, "sqlite") == 0)
        return rowan_buffer_append_text(out, "BLOB");
    return rowan_buffer_format(out, "VARBINARY(%zu)", length ? length : in_key ? 255 : 4000);
}

static const char *plain_type(const char *dialect, enum rowan_kind kind)
{
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (strcmp(plain[i].dialect, dialect) == 0)
            return plain[i].names[kind];
    return NULL;
}

/* The labels of an enum may be any 64-bit integer. */
static bool enum_type(const char *dialect, const struct rowan_labels *labels, bool in_key,
                      struct rowan_buffer *out)
{
    enum rowan_kind kind = ROWAN_INTEGER;

    if (!labels->integers)
        return text_type(dialect, labels->value_length ? labels->value_length : 1, in_key, out);
    for (size_t i = 0; i < labels->count; i++)
        if (labels->items[i].number < INT32_MIN || labels->items[i].number > INT32_MAX)
            kind = ROWAN_BIGINT;
    return rowan_buffer_append_text(out, plain_type(dialect, kind));
}

/* SQLite: a primary key of one column is the row's own number, and needs no index, only when it is INTEGER.
 */
static bool is_rowid(const struct rowan_dialect *dialect, const struct rowan_type *type, bool in_key)
{
    return in_key && strcmp(dialect->name, "sqlite") == 0 && type->kind >= ROWAN_TINYINT &&
           type->kind <= ROWAN_BIGINT;
}

bool rowan_dialect_type(const struct rowan_dialect *dialect, const struct rowan_type *type, bool in_key,
                        struct rowan_buffer *out)
{
    if (is_rowid(dialect, type, in_key))
        return rowan_buffer_append_text(out, "INTEGER");
    switch (type->kind) {
    case ROWAN_TEXT:
        return text_type(dialect->name, type->length, in_key, out);
    case ROWAN_DECIMAL:
        return decimal_type(dialect->name, type, out);
    case ROWAN_BINARY:
        return binary_type(dialect->name, type->length, in_key, out);
    case ROWAN_ENUM:
        return enum_type(dialect->name, type->labels, in_key, out);
    default:
        return rowan_buffer_append_text(out, plain_type(dialect->name, type->kind));
    }
}
