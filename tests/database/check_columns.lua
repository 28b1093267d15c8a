-- What `rowan check` finds about the columns of target tables, whole texts; and that its statements fix it.
-- tests/database/run calls it per database. Lines are long, as findings are.
-- luacheck: no max line length

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

local columns = t.mapping("columns.lua", [[
local letter = enum { Yes = "Y", No = "N" }
return mapping {
  name = "columns",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_wide" {
    each = "/r", key = { "id" },
    columns = {
      id       = source "id",
      name     = text(20) "name",
      body     = text "body",
      amount   = decimal(12, 2) "amount",
      count    = integer "count",
      born     = date "born",
      seen     = timestamp { "seen", zone = "utc" },
      ratio    = double "ratio",
      answer   = letter { "answer", default = "Y" },
      required = text(5) { "required", required = true },
      optional = text(5) "optional",
      sum      = integer "sum",
    },
  },
}
]])

t.case("no target table", function()
  t.sql(t.docs)
  t.expect(columns, "error 5 check_wide: there is no such target table\n" .. t.by_dialect {
    postgresql = [[
    CREATE TABLE "check_wide" (
        "id" bigint NOT NULL,
        "name" varchar(20),
        "body" text,
        "amount" numeric(12,2),
        "count" integer,
        "born" date,
        "seen" timestamp,
        "ratio" double precision,
        "answer" varchar(1),
        "required" varchar(5) NOT NULL,
        "optional" varchar(5),
        "sum" integer,
        PRIMARY KEY ("id")
    );
]], mariadb = [[
    CREATE TABLE "check_wide" (
        "id" BIGINT NOT NULL,
        "name" VARCHAR(20),
        "body" LONGTEXT,
        "amount" DECIMAL(12,2),
        "count" INT,
        "born" DATE,
        "seen" DATETIME(6),
        "ratio" DOUBLE,
        "answer" VARCHAR(1),
        "required" VARCHAR(5) NOT NULL,
        "optional" VARCHAR(5),
        "sum" INT,
        PRIMARY KEY ("id")
    ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
]], sqlserver = [[
    CREATE TABLE "check_wide" (
        "id" bigint NOT NULL,
        "name" nvarchar(20),
        "body" nvarchar(max),
        "amount" decimal(12,2),
        "count" int,
        "born" date,
        "seen" datetime2(6),
        "ratio" float,
        "answer" nvarchar(1),
        "required" nvarchar(5) NOT NULL,
        "optional" nvarchar(5),
        "sum" int,
        PRIMARY KEY ("id")
    );
]], sqlite = [[
    CREATE TABLE "check_wide" (
        "id" INTEGER NOT NULL,
        "name" VARCHAR(20),
        "body" TEXT,
        "amount" DECIMAL(12,2),
        "count" INTEGER,
        "born" DATE,
        "seen" TIMESTAMP,
        "ratio" DOUBLE,
        "answer" VARCHAR(1),
        "required" VARCHAR(5) NOT NULL,
        "optional" VARCHAR(5),
        "sum" INTEGER,
        PRIMARY KEY ("id")
    );
]] })
  t.fix(columns)
  t.expect(columns, "")
end)

t.case("columns that do not fit, that are not there, that nothing fills", function()
  local alter, modify = 'ALTER TABLE "check_wide" ALTER COLUMN ', 'ALTER TABLE "check_wide" MODIFY '
  t.sql(t.docs)
  t.sql [[
CREATE TABLE check_wide (
  id BIGINT NOT NULL PRIMARY KEY, nam VARCHAR(20), body VARCHAR(30), amount DECIMAL(14, 1), count SMALLINT,
  born INTEGER, seen TIMESTAMP(0) NULL, ratio REAL, answer VARCHAR(1) DEFAULT 'N' NOT NULL, optional VARCHAR(3) NOT NULL,
  sum VARCHAR(4), extra INTEGER NOT NULL, filled INTEGER DEFAULT 5 NOT NULL);
]]
  t.expect(columns, t.findings {
    { 'error 9 check_wide.name: the table has no such column (did you mean "nam"?)', -- a slip, or a new column
      postgresql = 'ALTER TABLE "check_wide" ADD COLUMN "name" varchar(20);',
      mariadb = 'ALTER TABLE "check_wide" ADD COLUMN "name" VARCHAR(20);',
      sqlite = 'ALTER TABLE "check_wide" ADD COLUMN "name" VARCHAR(20);' },
    { "warning 10 check_wide.body: the column holds 30 characters, the mapping sets no limit: longer values are refused",
      postgresql = alter .. '"body" TYPE text;', sqlserver = alter .. '"body" nvarchar(max) NULL;', mariadb = modify .. '"body" LONGTEXT NULL;', sqlite = t.anew },
    { "error 11 check_wide.amount: the column keeps 1 digits after the point, decimal(12,2) has 2",
      postgresql = alter .. '"amount" TYPE numeric(15,2);', sqlserver = alter .. '"amount" decimal(15,2) NULL;', mariadb = modify .. '"amount" DECIMAL(15,2) NULL;',
      sqlite = t.anew },
    { "error 12 check_wide.count: the column is smallint, which does not hold all of integer",
      postgresql = alter .. '"count" TYPE integer;', sqlserver = alter .. '"count" int NULL;', mariadb = modify .. '"count" INT NULL;', sqlite = false },
    { ("error 13 check_wide.born: the column is %s, the mapping has date"):format(
      t.by_dialect { postgresql = "integer", mariadb = "int", sqlite = "INTEGER", sqlserver = "int" }),
      postgresql = alter .. '"born" TYPE date USING CAST(CAST("born" AS text) AS date);',
      sqlserver = "-- SQL Server does not turn int into date: rename the column by sp_rename, add it anew and copy its values by CONVERT",
      mariadb = modify .. '"born" DATE NULL;', sqlite = t.anew },
    { "warning 14 check_wide.seen: the column keeps 0 digits of a second: values with more are refused",
      postgresql = alter .. '"seen" TYPE timestamp;', sqlserver = alter .. '"seen" datetime2(6) NULL;', mariadb = modify .. '"seen" TIMESTAMP(6) NULL;', sqlite = false },
    { "error 15 check_wide.ratio: the column is real, which keeps 6 digits: not enough for double",
      postgresql = alter .. '"ratio" TYPE double precision;', sqlserver = alter .. '"ratio" float NULL;', mariadb = false, sqlite = false },
    { "error 17 check_wide.required: the table has no such column",
      postgresql = 'ALTER TABLE "check_wide" ADD COLUMN "required" varchar(5);',
      mariadb = 'ALTER TABLE "check_wide" ADD COLUMN "required" VARCHAR(5);',
      sqlite = 'ALTER TABLE "check_wide" ADD COLUMN "required" VARCHAR(5);' },
    { "error 18 check_wide.optional: the column holds 3 characters, text(5) may have 5",
      postgresql = alter .. '"optional" TYPE varchar(5);', sqlserver = alter .. '"optional" nvarchar(5) NOT NULL;', mariadb = modify .. '"optional" VARCHAR(5) NOT NULL;',
      sqlite = t.anew },
    { "warning 18 check_wide.optional: a value may be missing, the column is NOT NULL: say required or default, " ..
      "or drop that",
      postgresql = alter .. '"optional" DROP NOT NULL;', sqlserver = alter .. '"optional" nvarchar(5) NULL;', mariadb = modify .. '"optional" VARCHAR(5) NULL;',
      sqlite = t.anew },
    { "error 19 check_wide.sum: the column holds 4 characters, integer may have 11",
      postgresql = alter .. '"sum" TYPE varchar(11);', sqlserver = alter .. '"sum" nvarchar(11) NULL;', mariadb = modify .. '"sum" VARCHAR(11) NULL;', sqlite = t.anew },
    { "error 5 check_wide.extra: the column is NOT NULL without a default, and the mapping does not fill it",
      postgresql = alter .. '"extra" DROP NOT NULL;', sqlserver = alter .. '"extra" int NULL;', mariadb = modify .. '"extra" int(11) NULL;', sqlite = t.anew },
  })
  if t.alters then
    t.fix(columns)
    if t.sqlserver then t.sql "ALTER TABLE check_wide DROP COLUMN born;\nALTER TABLE check_wide ADD born DATE;\n" end
    t.expect(columns, "")
  end
end)

t.case("a statement for a column keeps what the column is besides", function()
  t.sql(t.docs)
  if not t.alters then return t.skip_alters() end
  t.fix(columns)
  t.conn:exec "DROP TABLE check_wide"
  for _, statement in ipairs(t.conn:ddl("target", columns)) do t.conn:exec(statement) end
  t.sql(t.by_dialect { postgresql = [[
ALTER TABLE check_wide ALTER COLUMN name TYPE varchar(5) COLLATE "C";
ALTER TABLE check_wide ALTER COLUMN seen TYPE timestamp(0) with time zone;
ALTER TABLE check_wide ALTER COLUMN sum TYPE numeric(9, 3);
ALTER TABLE check_wide ALTER COLUMN optional TYPE boolean USING true;
ALTER TABLE check_wide ALTER COLUMN count TYPE boolean USING true;
]], mariadb = [[
ALTER TABLE check_wide MODIFY name varchar(5) COLLATE latin1_german1_ci NOT NULL DEFAULT 'it''s' COMMENT 'isn''t it';
ALTER TABLE check_wide MODIFY seen timestamp(0) NULL DEFAULT NULL ON UPDATE current_timestamp(0);
ALTER TABLE check_wide MODIFY sum DECIMAL(9, 3) NOT NULL DEFAULT 1;
]], sqlserver = [[
ALTER TABLE check_wide ALTER COLUMN name varchar(5) COLLATE Latin1_General_CS_AS NOT NULL;
ALTER TABLE check_wide ALTER COLUMN seen datetime2(0) NOT NULL;
ALTER TABLE check_wide ALTER COLUMN sum decimal(9,3) NOT NULL;
]] })
  t.expect(columns, t.by_dialect { postgresql = [[
error 9 check_wide.name: the column holds 5 characters, text(20) may have 20
    ALTER TABLE "check_wide" ALTER COLUMN "name" TYPE varchar(20) COLLATE pg_catalog."C";
error 12 check_wide.count: the column is boolean, the mapping has integer
    ALTER TABLE "check_wide" ALTER COLUMN "count" TYPE integer USING CAST(CAST("count" AS integer) AS integer);
warning 14 check_wide.seen: the column keeps 0 digits of a second: values with more are refused
    ALTER TABLE "check_wide" ALTER COLUMN "seen" TYPE timestamp with time zone;
error 18 check_wide.optional: the column is boolean, the mapping has text(5)
    ALTER TABLE "check_wide" ALTER COLUMN "optional" TYPE varchar(5);
warning 19 check_wide.sum: the column has 6 digits before the point, integer has 10: larger numbers are refused
    ALTER TABLE "check_wide" ALTER COLUMN "sum" TYPE numeric(13,3);
]], mariadb = [[
error 9 check_wide.name: the column holds 5 characters, text(20) may have 20
    ALTER TABLE "check_wide" MODIFY "name" VARCHAR(20) COLLATE latin1_german1_ci NOT NULL DEFAULT 'it''s' COMMENT 'isn''t it';
warning 9 check_wide.name: a value may be missing, the column is NOT NULL: say required or default, or drop that
    ALTER TABLE "check_wide" MODIFY "name" VARCHAR(20) COLLATE latin1_german1_ci NULL DEFAULT 'it''s' COMMENT 'isn''t it';
warning 14 check_wide.seen: the column keeps 0 digits of a second: values with more are refused
    ALTER TABLE "check_wide" MODIFY "seen" TIMESTAMP(6) NULL on update current_timestamp();
warning 19 check_wide.sum: the column has 6 digits before the point, integer has 10: larger numbers are refused
    ALTER TABLE "check_wide" MODIFY "sum" DECIMAL(13,3) NOT NULL DEFAULT 1.000;
warning 19 check_wide.sum: a value may be missing, the column is NOT NULL: say required or default, or drop that
    ALTER TABLE "check_wide" MODIFY "sum" DECIMAL(13,3) NULL DEFAULT 1.000;
]], sqlserver = [[
error 9 check_wide.name: the column holds 5 characters, text(20) may have 20
    ALTER TABLE "check_wide" ALTER COLUMN "name" nvarchar(20) COLLATE Latin1_General_CS_AS NOT NULL;
warning 9 check_wide.name: a value may be missing, the column is NOT NULL: say required or default, or drop that
    ALTER TABLE "check_wide" ALTER COLUMN "name" nvarchar(20) COLLATE Latin1_General_CS_AS NULL;
warning 14 check_wide.seen: the column keeps 0 digits of a second: values with more are refused
    ALTER TABLE "check_wide" ALTER COLUMN "seen" datetime2(6) NOT NULL;
warning 14 check_wide.seen: a value may be missing, the column is NOT NULL: say required or default, or drop that
    ALTER TABLE "check_wide" ALTER COLUMN "seen" datetime2(6) NULL;
warning 19 check_wide.sum: the column has 6 digits before the point, integer has 10: larger numbers are refused
    ALTER TABLE "check_wide" ALTER COLUMN "sum" decimal(13,3) NOT NULL;
warning 19 check_wide.sum: a value may be missing, the column is NOT NULL: say required or default, or drop that
    ALTER TABLE "check_wide" ALTER COLUMN "sum" decimal(13,3) NULL;
]] })
  t.fix(columns)
  t.expect(columns, "")
end)

local several = t.mapping("several.lua", [[
local function person(role, columns)
  columns.role = constant(role)
  columns.no = text(8) { "@no", required = true }
  return into "check_row" { each = "/r/" .. role, key = { "no", "role" }, columns = columns }
end
return mapping {
  name = "several",
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  person("buyer", { name = text(20) "@name", age = smallint "@age" }),
  person("seller", { name = text(60) "@name", age = integer "@age", since = date "@since" }),
  person("agent", { name = text(40) { "@name", required = true }, fee = decimal(9, 2) "@fee" }),
}
]])

t.case("several into of one table count together", function()
  local alter, modify = 'ALTER TABLE "check_row" ALTER COLUMN ', 'ALTER TABLE "check_row" MODIFY '
  t.sql(t.docs .. [[
CREATE TABLE check_row (no VARCHAR(8) NOT NULL, role VARCHAR(10) NOT NULL, name VARCHAR(20) NOT NULL, age SMALLINT,
  since DATE NOT NULL, PRIMARY KEY (no, role));
]])
  t.expect(several, t.findings {
    { "error 10 check_row.name: the column holds 20 characters, text(60) may have 60",
      postgresql = alter .. '"name" TYPE varchar(60);', sqlserver = alter .. '"name" nvarchar(60) NOT NULL;', mariadb = modify .. '"name" VARCHAR(60) NOT NULL;',
      sqlite = t.anew },
    { "warning 9 check_row.name: a value may be missing, the column is NOT NULL: say required or default, " ..
      "or drop that",
      postgresql = alter .. '"name" DROP NOT NULL;', sqlserver = alter .. '"name" nvarchar(60) NULL;', mariadb = modify .. '"name" VARCHAR(60) NULL;', sqlite = t.anew },
    { "error 10 check_row.age: the column is smallint, which does not hold all of integer",
      postgresql = alter .. '"age" TYPE integer;', sqlserver = alter .. '"age" int NULL;', mariadb = modify .. '"age" INT NULL;', sqlite = false },
    { "warning 10 check_row.since: a value may be missing, the column is NOT NULL: say required or default, " ..
      "or drop that",
      postgresql = alter .. '"since" DROP NOT NULL;', sqlserver = alter .. '"since" date NULL;', mariadb = modify .. '"since" date NULL;', sqlite = t.anew },
    { "error 11 check_row.fee: the table has no such column",
      postgresql = 'ALTER TABLE "check_row" ADD COLUMN "fee" numeric(9,2);',
      mariadb = 'ALTER TABLE "check_row" ADD COLUMN "fee" DECIMAL(9,2);',
      sqlite = 'ALTER TABLE "check_row" ADD COLUMN "fee" DECIMAL(9,2);' },
    { "error 4 check_row.since: the column is NOT NULL without a default, and the mapping does not fill it here, as " ..
      "others of this table do",
      postgresql = alter .. '"since" DROP NOT NULL;', sqlserver = alter .. '"since" date NULL;', mariadb = modify .. '"since" date NULL;', sqlite = t.anew },
  })
  if t.alters then
    t.fix(several)
    t.expect(several, "")
  end
end)

t.case("several into: a column is made for the largest number of any", function()
  local m = t.mapping("numbers.lua", [[
local function row(path, number)
  return into "check_row" { each = path, key = { "no" },
    columns = { no = integer "@no", value = enum { Yes = number } "@v" } }
end
return mapping {
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  row("/r/a", 1), row("/r/b", 5000000000),
}
]])
  t.sql(t.docs)
  t.fix(m)
  t.expect(m, "")
  t.conn:exec "INSERT INTO check_row (no, value) VALUES (1, 5000000000)"
end)

t.case("several into: decimals that have more digits together than there are", function()
  local m = t.mapping("digits.lua", [[
return mapping {
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r/a", key = { "no" }, columns = { no = integer "@no", value = decimal(38, 0) "@v" } },
  into "check_row" { each = "/r/b", key = { "no" }, columns = { no = integer "@no", value = decimal(38, 38) "@v" } },
}
]])
  t.sql(t.docs)
  t.expect(m, [[
error 3 check_row: there is no such target table
error 4 check_row.value: the column is decimal(38,38) here and decimal(38,0) in line 3: no type holds both
]])
end)

t.case("several into with types that no column holds together", function()
  local m = t.mapping("odd.lua", [[
return mapping {
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r/a", key = { "no" }, columns = { no = integer "@no", value = integer "@v" } },
  into "check_row" {
    each = "/r/b", key = { "no" },
    columns = { no = integer "@no", value = date "@v" },
  },
}
]])
  t.sql(t.docs)
  t.expect(m, [[
error 3 check_row: there is no such target table
error 6 check_row.value: the column is date here and integer in line 3: no type holds both
]])
  t.sql "CREATE TABLE check_row (no INTEGER NOT NULL PRIMARY KEY, value VARCHAR(11));\n"
  t.expect(m, "") -- a text holds both
end)

t.case("a column that may be missing has a default of the database, of the run, or is left out", function()
  local m = t.mapping("missing.lua", [[
return mapping {
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" {
    each = "/r", key = { "id" },
    columns = {
      id = source "id",
      a  = integer { "@a", default = 1 },
      b  = integer { "@b", omit_missing = true },
      c  = timestamp { "@c", zone = "utc", default = run "started" },
      d  = integer { "@d", omit_missing = true },
    },
  },
}
]])
  t.sql(t.docs .. "CREATE TABLE check_row (id BIGINT NOT NULL PRIMARY KEY, a INTEGER NOT NULL, b INTEGER DEFAULT 1 NOT NULL, " ..
    "c TIMESTAMP" .. (t.sqlite and "" or "(6)") .. " NOT NULL, d INTEGER NOT NULL);\n")
  t.expect(m, t.findings { {
    "warning 10 check_row.d: a value may be missing, the column is NOT NULL: say required or default, or drop that",
    postgresql = 'ALTER TABLE "check_row" ALTER COLUMN "d" DROP NOT NULL;',
    sqlserver = 'ALTER TABLE "check_row" ALTER COLUMN "d" int NULL;',
    mariadb = 'ALTER TABLE "check_row" MODIFY "d" int(11) NULL;', sqlite = t.anew } })
end)

t.case("a table that cannot keep its promise", function()
  if not t.mariadb then return end
  local m = t.mapping("engine.lua", [[
return mapping {
  source = { table = "check_docs", key = bigint "id", document = "doc" },
  into "check_row" { each = "/r", key = { "id" }, columns = { id = source "id" } },
}
]])
  t.sql(t.docs .. "CREATE TABLE check_row (id BIGINT NOT NULL PRIMARY KEY) ENGINE=MyISAM;\n")
  t.expect(m, "error 3 check_row: the table is not transactional: half a document could stay\n" ..
    '    ALTER TABLE "check_row" ENGINE=InnoDB;\n')
  t.fix(m)
  t.expect(m, "")
end)

t.case("what the source always has is not missing", function()
  local key = t.sqlite and "INTEGER PRIMARY KEY" or "BIGINT NOT NULL PRIMARY KEY"
  t.sql(("CREATE TABLE check_docs (id %s, always BIGINT NOT NULL, now_and_then BIGINT, name VARCHAR(9) NOT NULL, doc TEXT);\n")
    :format(key))
  t.sql "CREATE TABLE check_row (k BIGINT NOT NULL, a BIGINT NOT NULL, n BIGINT NOT NULL, b BIGINT NOT NULL, t VARCHAR(9) NOT NULL);"
  local found = {}
  for i, f in ipairs(t.conn:check(t.mapping("always.lua", [[
return mapping {
  name = "always",
  source = { table = "check_docs", key = bigint "id", document = "doc",
    columns = { bigint "always", bigint "now_and_then", text(9) "name" } },
  into "check_row" {
    each = "/r",
    columns = {
      k = source "id", a = source "always", n = source "now_and_then",
      b = bigint { source "always", null_if = "0" }, t = source "name",
    },
  },
}
]]))) do
    found[i] = f.column .. ": " .. f.message:match "^[^,]*"
  end
  t.equal(found, { "n: a value may be missing", "b: a value may be missing", "t: a value may be missing" })
end)

t.finish()
