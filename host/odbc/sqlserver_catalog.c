/*
 * SQL Server's catalogue. The views of sys show what the user has any right to; INFORMATION_SCHEMA tells
 * neither identity nor computed columns.
 */
#include <stdlib.h>
#include <string.h>

#include "odbc/sqlserver.h"

#define OWN_SCHEMA "COALESCE({schema}, SCHEMA_NAME())"
#define OBJECT     "QUOTENAME(OBJECT_SCHEMA_NAME(c.object_id)) + N'.' + QUOTENAME(OBJECT_NAME(c.object_id))"

/* The type as it is declared, which a cast of a value keeps whole: texts and bytes get all the room there is.
 */
#define CAST_TYPE                                                                                            \
    "CASE WHEN c.base IN (N'char', N'varchar', N'text') THEN N'varchar(max)' "                               \
    "WHEN c.base IN (N'nchar', N'nvarchar', N'ntext') THEN N'nvarchar(max)' "                                \
    "WHEN c.base IN (N'binary', N'varbinary', N'image') THEN N'varbinary(max)' "                             \
    "WHEN c.base IN (N'decimal', N'numeric') THEN N'decimal(' + CAST(c.precision AS nvarchar(5)) + N',' + "  \
    "CAST(c.scale AS nvarchar(5)) + N')' "                                                                   \
    "WHEN c.base IN (N'datetime2', N'time', N'datetimeoffset') THEN c.base + N'(7)' "                        \
    "WHEN c.base IN (N'sql_variant', N'timestamp') THEN NULL ELSE c.base END"

/* The type with its length, for a change that leaves it as it is. */
#define WHOLE_TYPE                                                                                           \
    "CASE WHEN c.base IN (N'char', N'varchar', N'binary', N'varbinary') THEN c.base + N'(' + "               \
    "CASE c.max_length WHEN -1 THEN N'max' ELSE CAST(c.max_length AS nvarchar(5)) END + N')' "               \
    "WHEN c.base IN (N'nchar', N'nvarchar') THEN c.base + N'(' + "                                           \
    "CASE c.max_length WHEN -1 THEN N'max' ELSE CAST(c.max_length / 2 AS nvarchar(5)) END + N')' "           \
    "WHEN c.base IN (N'decimal', N'numeric') THEN c.base + N'(' + CAST(c.precision AS nvarchar(5)) + N',' "  \
    "+ CAST(c.scale AS nvarchar(5)) + N')' "                                                                 \
    "WHEN c.base IN (N'datetime2', N'time', N'datetimeoffset') THEN c.base + N'(' + "                        \
    "CAST(c.scale AS nvarchar(5)) + N')' ELSE c.base END"

/*
 * An alias type is seen as what it is made from. The class of a text with a code page has its number. bit is
 * no text of bits here, float has all 53, and a timestamp is a number of the server's.
 */
#define CLASS                                                                                                \
    "CASE c.base WHEN N'datetime2' THEN N'timestamp' WHEN N'smalldatetime' THEN N'datetime' "                \
    "WHEN N'datetimeoffset' THEN N'timestamp' WHEN N'money' THEN N'decimal' WHEN N'smallmoney' THEN "        \
    "N'decimal' WHEN N'float' THEN N'float8' WHEN N'bit' THEN N'bool' WHEN N'image' THEN N'blob' "           \
    "WHEN N'ntext' THEN N'text' WHEN N'timestamp' THEN N'rowversion' WHEN N'varchar' THEN "                  \
    "N'varchar(' + " PAGE " + N')' WHEN N'char' THEN N'char(' + " PAGE " + N')' WHEN N'text' THEN "          \
    "N'text(' + " PAGE " + N')' ELSE c.base END"

#define PAGE "COALESCE(CAST(COLLATIONPROPERTY(c.collation_name, 'CodePage') AS nvarchar(10)), N'1')"

const char rowan_sqlserver_columns[] =
    "SELECT OBJECT_SCHEMA_NAME(c.object_id), OBJECT_NAME(c.object_id), "
    "CASE WHEN OBJECTPROPERTY(c.object_id, 'IsView') = 1 THEN 2 WHEN EXISTS (SELECT 1 FROM sys.indexes i "
    "JOIN sys.partition_schemes p ON p.data_space_id = i.data_space_id WHERE i.object_id = c.object_id "
    "AND i.index_id < 2) THEN 1 ELSE 0 END, c.name, "
    "CASE c.base WHEN N'timestamp' THEN N'rowversion' ELSE c.base END, " CLASS ", "
    "CASE WHEN c.max_length = -1 OR c.base IN (N'text', N'ntext', N'image') THEN NULL "
    "WHEN c.base IN (N'nchar', N'nvarchar') THEN c.max_length / 2 ELSE c.max_length END, "
    "c.precision, c.scale, CASE c.base WHEN N'datetime' THEN 3 WHEN N'smalldatetime' THEN 0 ELSE c.scale "
    "END, "
    "CASE WHEN c.is_nullable = 1 THEN 1 ELSE 0 END, "
    "CASE WHEN c.default_object_id <> 0 OR c.is_identity = 1 THEN 1 ELSE 0 END, "
    "CASE WHEN c.is_computed = 1 OR c.base = N'timestamp' OR "
    "COALESCE(COLUMNPROPERTY(c.object_id, c.name, 'GeneratedAlwaysType'), 0) <> 0 THEN 1 ELSE 0 END, "
    "CASE WHEN c.is_identity = 1 THEN 2 ELSE 0 END, 1, " CAST_TYPE ", "
    "COALESCE(HAS_PERMS_BY_NAME(" OBJECT ", 'OBJECT', 'SELECT', c.name, 'COLUMN'), 1), "
    "COALESCE(HAS_PERMS_BY_NAME(" OBJECT ", 'OBJECT', 'INSERT'), 1), "
    "NULLIF(c.collation_name, CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(128))), " WHOLE_TYPE
    ", NULL, 0, CASE WHEN c.is_identity = 1 THEN COALESCE(HAS_PERMS_BY_NAME(" OBJECT
    ", 'OBJECT', 'ALTER'), 1) ELSE 1 END "
    "FROM (SELECT COALESCE(TYPE_NAME(t.system_type_id), TYPE_NAME(t.user_type_id)) AS base, t.* "
    "FROM sys.columns t WHERE t.object_id IN ({names})) c ORDER BY 2, c.column_id";

const char rowan_sqlserver_uniques[] =
    "SELECT OBJECT_NAME(i.object_id), i.name, CASE WHEN i.is_primary_key = 1 THEN 1 ELSE 0 END, "
    "CASE WHEN i.has_filter = 1 THEN 1 ELSE 0 END, COL_NAME(k.object_id, k.column_id) "
    "FROM sys.indexes i JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id "
    "WHERE i.object_id IN ({names}) AND i.is_unique = 1 AND i.is_disabled = 0 "
    "AND k.is_included_column = 0 AND k.key_ordinal > 0 "
    "ORDER BY 1, 3 DESC, i.name, k.key_ordinal";

/* Those in trees of rows: 1 and 2. */
const char rowan_sqlserver_indexes[] =
    "SELECT OBJECT_NAME(i.object_id), i.name, CASE WHEN i.is_unique = 1 THEN 1 ELSE 0 END, "
    "COL_NAME(k.object_id, k.column_id) "
    "FROM sys.indexes i JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id "
    "WHERE i.object_id IN ({names}) AND i.type IN (1, 2) AND i.has_filter = 0 AND i.is_disabled = 0 "
    "AND i.is_hypothetical = 0 AND k.is_included_column = 0 AND k.key_ordinal > 0 "
    "ORDER BY 1, i.name, k.key_ordinal";

const char rowan_sqlserver_foreigns[] =
    "SELECT OBJECT_NAME(f.parent_object_id), f.name, OBJECT_SCHEMA_NAME(f.referenced_object_id), "
    "OBJECT_NAME(f.referenced_object_id), 0, COL_NAME(k.parent_object_id, k.parent_column_id) "
    "FROM sys.foreign_keys f JOIN sys.foreign_key_columns k ON k.constraint_object_id = f.object_id "
    "WHERE f.parent_object_id IN ({names}) AND f.is_disabled = 0 ORDER BY 1, 2, k.constraint_column_id";

const char rowan_sqlserver_cascades[] =
    "SELECT OBJECT_NAME(f.referenced_object_id), OBJECT_SCHEMA_NAME(f.parent_object_id), "
    "OBJECT_NAME(f.parent_object_id), f.name, REPLACE(f.delete_referential_action_desc, '_', ' ') "
    "FROM sys.foreign_keys f WHERE f.referenced_object_id IN ({names}) AND f.is_disabled = 0 "
    "AND f.delete_referential_action > 0 ORDER BY 1, 2, 3, 4";

/* Those of a table with a trigger INSTEAD OF INSERT are asked of what that makes of a row. */
const char rowan_sqlserver_checks[] =
    "SELECT OBJECT_NAME(k.parent_object_id), NULL, k.name, NULL, k.definition FROM sys.check_constraints k "
    "WHERE k.parent_object_id IN ({names}) AND k.is_disabled = 0 AND "
    "COALESCE(OBJECTPROPERTY(k.parent_object_id, 'HasInsteadOfTrigger'), 0) = 0 AND NOT EXISTS "
    "(SELECT 1 FROM sys.triggers g WHERE g.parent_id = k.parent_object_id AND g.is_instead_of_trigger = 1 "
    "AND g.is_disabled = 0) ORDER BY 1, 3";

const char rowan_sqlserver_tables[] =
    "SELECT s.name, o.name, CASE WHEN s.name = " OWN_SCHEMA " THEN 1 ELSE 0 END AS own "
    "FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id "
    "WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 ORDER BY 3 DESC, 1, 2";

/* No schema is hidden from a user who may do something in it, and there is no right to use one. dbo sees and
 * may do everything, also where HAS_PERMS_BY_NAME does not know of VIEW DEFINITION (Babelfish). */
const char rowan_sqlserver_schema_rights[] =
    "SELECT s.name, 1, CASE WHEN SCHEMA_ID(s.name) IS NULL THEN 0 ELSE 1 END, 1, "
    "CASE WHEN USER_NAME() = N'dbo' THEN 1 ELSE "
    "COALESCE(HAS_PERMS_BY_NAME(QUOTENAME(s.name), 'SCHEMA', 'VIEW DEFINITION'), 0) END, "
    "CASE WHEN SCHEMA_ID(s.name) IS NULL THEN COALESCE(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', "
    "'CREATE SCHEMA'), 0) WHEN HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'CREATE TABLE') = 0 THEN 0 "
    "ELSE COALESCE(HAS_PERMS_BY_NAME(QUOTENAME(s.name), 'SCHEMA', 'ALTER'), 1) END "
    "FROM (SELECT " OWN_SCHEMA " AS name) s";

const char rowan_sqlserver_updatable[] =
    "SELECT OBJECT_NAME(c.object_id), COALESCE(HAS_PERMS_BY_NAME(" OBJECT ", 'OBJECT', 'UPDATE'), 1) "
    "FROM sys.tables c WHERE c.object_id IN ({names})";

const char rowan_sqlserver_name_marker[] = "OBJECT_ID(QUOTENAME(" OWN_SCHEMA ") + N'.' + QUOTENAME(?))";

/* The number of a text's code page; without a collation's word for it, one that has ASCII only. */
static int page_of(const char *class_name)
{
    const char *open = strchr(class_name, '(');

    return open ? (int)strtol(open + 1, NULL, 10) : 0;
}

/* A text becomes a uniqueidentifier by its first 36 letters. A tinyint has no sign. */
bool rowan_sqlserver_describe(struct rowan_catalog_column *column, const char *class_name)
{
    const char *name = column->type_name;

    if (column->holds == ROWAN_HOLDS_TEXT) {
        column->code_page = page_of(class_name);
        column->utf16 = column->code_page == 0;
    }
    column->positive = strcmp(name, "tinyint") == 0;
    column->inexact_text =
        strcmp(name, "datetime") == 0 || strcmp(name, "smalldatetime") == 0 || strstr(name, "money");
    column->zoned = strncmp(name, "datetimeoffset", 14) == 0;
    column->rereads = strcmp(name, "uniqueidentifier") == 0 || strcmp(name, "xml") == 0;
    if (strcmp(name, "datetime") == 0)
        column->rounds = ROWAN_ROUNDS_TO_TICKS;
    else if (strcmp(name, "smalldatetime") == 0)
        column->rounds = ROWAN_ROUNDS_TO_MINUTES;
    return true;
}
