-- The types of columns that a database has: what stands in CREATE TABLE. PostgreSQL is asked for those of its
-- catalogue; the others have no list of them but in their manuals.

local function postgresql(conn)
  local made = {
    "CREATE TYPE net_label AS ENUM ('x', 'y', 'it''s', '')", "CREATE TYPE net_pair AS (a int, b text)",
    "CREATE DOMAIN net_short AS varchar(4)", "CREATE DOMAIN net_of_short AS net_short CHECK (VALUE <> 'no')",
    "CREATE DOMAIN net_cents AS numeric(5,2)",
    "CREATE DOMAIN net_of_cents AS net_cents CHECK (VALUE < 500)",
    "CREATE DOMAIN net_labelled AS net_label", "CREATE DOMAIN net_list AS int[]",
    "CREATE TYPE net_range AS RANGE (subtype = text)",
  }
  for _, statement in ipairs(made) do pcall(conn.exec, conn, statement) end
  local types = {
    "bit", "bit(3)", "bit(64)", "varbit(5)", "character(4)", "character", "varchar(4)", "numeric(5,2)",
    "numeric(3,-2)", "numeric(2,4)", "numeric(30,10)", "interval(0)", "interval year to month", "interval minute",
    "integer[][]", "varchar(4)[]", "text COLLATE \"C\"", "varchar(4) COLLATE \"POSIX\"", "float(10)", "float(30)",
  }
  for digits = 0, 6 do
    for _, name in ipairs { "time(%d)", "timetz(%d)", "timestamp(%d)", "timestamptz(%d)" } do
      types[#types + 1] = name:format(digits)
    end
  end
  -- Types of tables are not columns of anybody's; pseudo-types cannot be.
  for _, row in ipairs(conn:query [[SELECT CAST(CAST(typnamespace AS regnamespace) AS text) || '.' ||
      quote_ident(typname) AS name FROM pg_type WHERE typtype <> 'p' AND typisdefined AND (typnamespace =
      CAST('pg_catalog' AS regnamespace) OR typname LIKE 'net%' OR typname LIKE '\_net%') AND NOT EXISTS (SELECT 1
      FROM pg_class c WHERE c.relkind <> 'c' AND c.oid IN (pg_type.typrelid, (SELECT e.typrelid FROM pg_type e
      WHERE e.typarray = pg_type.oid))) ORDER BY 1]]) do
    types[#types + 1] = row.name
  end
  return types
end

local mariadb = {
  "BOOLEAN", "TINYINT", "TINYINT(1)", "TINYINT UNSIGNED", "SMALLINT", "SMALLINT UNSIGNED", "MEDIUMINT",
  "MEDIUMINT UNSIGNED", "INT", "INT UNSIGNED", "INT(3)", "INT(10) ZEROFILL", "BIGINT", "BIGINT UNSIGNED",
  "TINYINT(3) ZEROFILL", "BIGINT ZEROFILL", "DECIMAL", "DECIMAL(5,2)", "DECIMAL(30,10)", "DECIMAL(5,2) UNSIGNED",
  "DECIMAL(7,2) ZEROFILL", "DECIMAL(65,38)", "DECIMAL(65)", "FLOAT", "FLOAT(10)", "FLOAT(30)", "FLOAT(5,1)",
  "FLOAT UNSIGNED", "DOUBLE", "DOUBLE(9,2)", "DOUBLE(30,3)", "DOUBLE UNSIGNED", "DOUBLE ZEROFILL", "REAL", "BIT",
  "BIT(1)", "BIT(3)", "BIT(64)", "CHAR", "CHAR(4)", "CHAR(4) CHARACTER SET latin1",
  "CHAR(4) COLLATE utf8mb4_nopad_bin", "CHAR(0)", "VARCHAR(4)", "VARCHAR(4) CHARACTER SET latin1",
  "VARCHAR(4) CHARACTER SET utf8mb3", "VARCHAR(4) CHARACTER SET ascii", "VARCHAR(4) CHARACTER SET ucs2",
  "VARCHAR(4) CHARACTER SET binary", "NCHAR(4)", "NVARCHAR(4)", "TINYTEXT", "TEXT", "TEXT(10)", "MEDIUMTEXT",
  "LONGTEXT", "TEXT CHARACTER SET latin1", "BINARY", "BINARY(4)", "VARBINARY(4)", "TINYBLOB", "BLOB", "MEDIUMBLOB",
  "LONGBLOB", "ENUM('x','y','it''s','')", "ENUM('1','2','3')", "ENUM('2','1')", "SET('a','b','c')",
  "SET('1','2','4')", "SET('')", "JSON", "UUID", "INET6", "INET4", "YEAR", "YEAR(4)", "DATE", "GEOMETRY", "POINT",
  "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION",
  "VARCHAR(4) COMPRESSED", "TEXT COMPRESSED", "INT GENERATED ALWAYS AS (1) VIRTUAL",
  "INT GENERATED ALWAYS AS (1) STORED", "VARCHAR(4) INVISIBLE",
}
for digits = 0, 6 do
  for _, name in ipairs { "TIME(%d)", "DATETIME(%d)", "TIMESTAMP(%d) NULL" } do
    mariadb[#mariadb + 1] = name:format(digits)
  end
end

local sqlite = {
  "", "INT", "INTEGER", "TINYINT", "SMALLINT", "MEDIUMINT", "BIGINT", "UNSIGNED BIG INT", "INT2", "INT8",
  "CHARACTER(4)",
  "VARCHAR(4)", "VARYING CHARACTER(4)", "NCHAR(4)", "NATIVE CHARACTER(4)", "NVARCHAR(4)", "TEXT", "CLOB", "BLOB",
  "REAL", "DOUBLE", "DOUBLE PRECISION", "FLOAT", "NUMERIC", "DECIMAL", "DECIMAL(5,2)", "DECIMAL(12,2)",
  "DECIMAL(18,6)", "DECIMAL(30,10)", "DECIMAL_TEXT(30,10)", "DECIMAL_TEXT", "BOOLEAN", "DATE", "TIME", "DATETIME",
  "TIMESTAMP", "CHARINT", "FLOATING POINT", "STRING", "JSON", "UUID", "XML", "ANYTHING", "BIT", "VARBINARY(4)",
  "BINARY(4)", "MONEY", "TEXT COLLATE NOCASE", "TEXT COLLATE RTRIM", "INT GENERATED ALWAYS AS (1)",
  "INT GENERATED ALWAYS AS (1) STORED", "STRICT INT", "STRICT INTEGER", "STRICT REAL", "STRICT TEXT", "STRICT BLOB",
  "STRICT ANY",
}

local sqlserver = {
  "bit", "tinyint", "smallint", "int", "bigint", "decimal", "decimal(5,2)", "decimal(30,10)", "decimal(38,38)",
  "numeric(38)", "money", "smallmoney", "real", "float", "float(10)", "float(30)", "date", "datetime", "smalldatetime",
  "char", "char(4)", "varchar(4)", "varchar(max)", "text", "nchar", "nchar(4)", "nvarchar(4)", "nvarchar(max)", "ntext",
  "char(4) COLLATE Latin1_General_BIN2", "varchar(4) COLLATE Cyrillic_General_CI_AS",
  "nvarchar(4) COLLATE Latin1_General_BIN2", "binary", "binary(4)", "varbinary(4)", "varbinary(max)", "image",
  "uniqueidentifier", "xml", "sql_variant", "rowversion", "sysname NULL", "AS (1)", "AS (N'a') PERSISTED",
}
for digits = 0, 7 do
  for _, name in ipairs { "time(%d)", "datetime2(%d)", "datetimeoffset(%d)" } do
    sqlserver[#sqlserver + 1] = name:format(digits)
  end
end

local others = { mariadb = mariadb, sqlite = sqlite, sqlserver = sqlserver }

return function(conn)
  return others[conn.dialect] or postgresql(conn)
end
