-- The fixes that `rowan check` prints are enough: from each of many broken states, they are run once, in the order in
-- which they stand there, by somebody who may; then check has nothing more to say, and a run loads the documents.
-- tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

local schemas = not t.sqlite
local user = t.by_dialect { postgresql = "fix_user", mariadb = "fix_user@'127.0.0.1'", sqlserver = "fix_user" }

-- Of a user who has nothing but what a state gives him; he has no schema of his own.
local theirs = schemas and t.connect:gsub("UID=[%w_]+", "UID=fix_user"):gsub("PWD=[^;]+", "PWD=secret")
if t.mariadb then theirs = theirs:gsub("Database=%w+;?", "") end

local ledger = { "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version", "processing_log",
  "processing_run" }

t.write("fixes.lua", ([[
return mapping {
  name = "fixes",
  source = { SOURCE table = "fix_docs", key = bigint "id", document = "doc" },
  TARGET
  into "fix_order" {
    each = "/r", key = { "no" },
    columns = { no = integer { "@no", required = true }, name = text(20) { "@name", required = true },
      at = date { "@at", required = true }, note = text(10) "@note" },
    children = {
      into "fix_line" { each = "l", key = { "no", "n" },
        columns = { no = parent "no", n = position(), sku = text(8) { "@sku", required = true } } },
    },
  },
}
]]):gsub("SOURCE", schemas and 'schema = "fix_source",' or "")
  :gsub("TARGET", schemas and 'target = { schema = "fix_target" },' or ""))

local source = schemas and "fix_source." or ""
local target = schemas and "fix_target." or ""

-- ---- a state that fits ----

local order = "no INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20), at DATE, note VARCHAR(10)"
local line = "no INTEGER NOT NULL, n INTEGER NOT NULL, sku VARCHAR(8), PRIMARY KEY (no, n)"

local function make_orders(columns, after)
  t.conn:exec(("CREATE TABLE %sfix_order (%s)%s"):format(target, columns, after or ""))
end

local function make_lines(columns, after)
  t.conn:exec(("CREATE TABLE %sfix_line (%s)%s"):format(target, columns, after or ""))
end

local function make_docs(key)
  t.conn:exec(("CREATE TABLE %sfix_docs (id BIGINT NOT NULL%s, doc TEXT)"):format(source, key or " PRIMARY KEY"))
  for i = 1, 3 do
    t.conn:exec(("INSERT INTO %sfix_docs VALUES (?, ?)"):format(source), i,
      ('<r no="%d" name="a longer name" at="2024-03-05" note="n"><l sku="a"/><l sku="b"/></r>'):format(i))
  end
end

local function drop_of_sqlserver()
  for _, name in ipairs { "fix_line", "fix_order", table.unpack(ledger) } do t.drop("fix_target." .. name) end
  t.drop "fix_source.fix_docs"
  for _, name in ipairs { "SCHEMA fix_source", "SCHEMA fix_target", "USER fix_user", "LOGIN fix_user" } do
    pcall(t.conn.exec, t.conn, "DROP " .. name)
  end
end

local function drop_all()
  if t.sqlserver then
    drop_of_sqlserver()
  elseif schemas then
    for _, name in ipairs { "fix_source", "fix_target" } do
      t.conn:exec(("DROP SCHEMA IF EXISTS %s%s"):format(name, t.postgresql and " CASCADE" or ""))
    end
    if t.postgresql then pcall(t.conn.exec, t.conn, "DROP OWNED BY fix_user") end
    pcall(t.conn.exec, t.conn, "DROP USER " .. user)
  else
    t.drop("fix_line", "fix_order", "fix_docs", table.unpack(ledger))
  end
end

local function make_schemas(...)
  for _, name in ipairs(schemas and { ... } or {}) do t.conn:exec("CREATE SCHEMA " .. name) end
  if t.sqlserver then
    t.conn:exec "CREATE LOGIN fix_user WITH PASSWORD = 'secret'"
    t.conn:exec "CREATE USER fix_user FOR LOGIN fix_user"
  elseif schemas then
    t.conn:exec("CREATE USER " .. user .. (t.mariadb and " IDENTIFIED BY 'secret'" or ""))
  end
end

local function init()
  t.equal(t.rowan("init", "fixes.lua"), 0)
end

local function grant(rights)
  for _, right in ipairs(rights) do t.conn:exec(("GRANT %s TO %s"):format(right, user)) end
end

-- ---- the fixes of a page ----

-- Statements and commands in the order in which they are printed, as a person would copy them.
local function fixes_of(page)
  local list, open = {}, nil
  for text in page:gmatch("[^\n]+") do
    local fix = text:match "^    (.*)"
    if fix and fix:find "^rowan " then
      list[#list + 1] = fix
    elseif fix and not fix:find "^%-%-" then
      open = open and open .. "\n" .. fix or fix
      if fix:find ";$" then list[#list + 1], open = open, nil end
    end
  end
  return list
end

local function apply(fix)
  local command = fix:match "^rowan (%l+) fixes.lua"
  if command then -- the rest is how the user connects
    local status, out, err = t.rowan(command, "fixes.lua")
    if status ~= 0 then error(fix .. ": " .. out .. err) end
  else
    t.conn:exec((fix:gsub(";$", "")))
  end
end

-- Broken, mended in one go, silent, and then loaded. connect is that of the user who loads.
local function mended(connect)
  local status, page = t.rowan("check", "fixes.lua", "--connect", connect)
  if page:find("fits the database.", 1, true) then error("nothing is wrong:\n" .. page) end
  local ok, problem = pcall(function()
    for _, fix in ipairs(fixes_of(page)) do apply(fix) end
  end)
  if not ok then error(("%s\nof\n%s"):format(problem, page)) end
  local after, rest = t.rowan("check", "fixes.lua", "--connect", connect)
  if after ~= 0 or not rest:find("The mapping fits the database.", 1, true) then
    error(("%s\nbecame (%d)\n%s"):format(page, after, rest))
  end
  local ran, out, err = t.rowan("run", "fixes.lua", "--connect", connect, "--json", "--quiet", "--workers", "1")
  t.equal({ ran, err }, { 0, "" }, out)
  t.equal(rowan.json.decode(out).loaded, 3)
  return status, page
end

-- Babelfish changes no column's NULL or collation, and puts the table behind an index's name.
local function beyond_babelfish(problem)
  return t.on_babelfish and (problem:find("ALTER COLUMN' is not currently supported in Babelfish", 1, true)
    or problem:find("fix_fewfix_line", 1, true))
end

local function case(name, body, connect)
  t.test(name, function()
    drop_all()
    local wanted, status, page
    local ok, problem = pcall(function()
      wanted = body()
      status, page = mended(connect or t.connect)
    end)
    if not ok and beyond_babelfish(tostring(problem)) then
      return t.skip(name, "Babelfish has no NULL and COLLATE in ALTER COLUMN, and names indexes in its own way")
    elseif not ok then
      error(problem, 0)
    end
    if wanted then t.contains(page, wanted) end
    t.equal(status == 0 or page:find("No run can begin", 1, true) ~= nil, true)
  end)
end

-- What a user of SQL Server may not see is not there for him, so that check names statements for it that fail.
local function case_of_seen(name, ...)
  if t.sqlserver then return t.skip(name, "a user of SQL Server without rights does not see what is there") end
  case(name, ...)
end

-- All but what a case makes itself.
local function all_but(part)
  make_schemas("fix_source", "fix_target")
  if part ~= "docs" then make_docs() end
  if part ~= "order" then make_orders(order) end
  if part ~= "line" then make_lines(line) end
  if part ~= "ledger" then init() end
end

-- ---- tables ----

case("a table is not there", function()
  all_but "line"
  return "there is no such target table"
end)

case("no table is there", function()
  make_schemas("fix_source", "fix_target")
  make_docs()
  init()
end)

case("a column is not there", function()
  all_but "order"
  make_orders "no INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20), at DATE"
end)

case("a column of the key is not there, nor another one", function()
  all_but "line"
  make_lines "no INTEGER NOT NULL"
end)

case("a column that nobody fills is NOT NULL without a default", function()
  all_but "order"
  if t.sqlite then
    return make_orders(order .. ", more INTEGER") or t.conn:exec "DROP TABLE fix_line" -- it cannot be changed there
  end
  make_orders(order .. ", more INTEGER NOT NULL")
end)

if not t.sqlite then -- which changes no columns
  case("a column is too short, and one has a type that does not fit", function()
    all_but "order"
    make_orders "no INTEGER NOT NULL PRIMARY KEY, name VARCHAR(4), at INTEGER, note VARCHAR(10)"
  end)

  case("a column that may be missing is NOT NULL, too short, and of the key's type", function()
    all_but "order"
    make_orders("no SMALLINT NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL, at DATE NOT NULL, "
      .. "note VARCHAR(3) NOT NULL")
  end)

  case("the primary key is narrower than the mapping's", function()
    all_but "line"
    make_lines "no INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL, sku VARCHAR(8)"
    return "narrower than the mapping's key"
  end)
end

case("a unique index is narrower than the mapping's key", function()
  all_but()
  t.conn:exec(t.postgresql and "CREATE UNIQUE INDEX fix_few ON fix_target.fix_line (no)"
    or ("CREATE UNIQUE INDEX fix_few ON %sfix_line (no)"):format(target))
end)

case("no key is unique, neither of a table nor of the source", function()
  make_schemas("fix_source", "fix_target")
  make_docs ""
  make_orders "no INTEGER NOT NULL, name VARCHAR(20), at DATE, note VARCHAR(10)"
  make_lines(line)
  init()
end)

if t.mariadb then
  case("tables without transactions", function()
    all_but "order"
    make_orders(order, " ENGINE=MyISAM")
  end)
end

-- ---- the ledger ----

case("there is no ledger", function() all_but "ledger" end)

case("a table of the ledger is not there", function()
  all_but()
  t.conn:exec(("DROP TABLE %srowan_run"):format(target))
end)

case("the ledger has no primary key", function()
  all_but()
  if t.sqlite then
    t.conn:exec "DROP TABLE rowan_ledger"
    t.conn:exec [[CREATE TABLE rowan_ledger (feed VARCHAR(100) NOT NULL, doc_key VARCHAR(190) NOT NULL,
      status VARCHAR(10), reason VARCHAR(24), message TEXT, sent INTEGER, stored INTEGER, rejected INTEGER DEFAULT 0,
      revision VARCHAR(190), tried_revision VARCHAR(190), tried INTEGER DEFAULT 1, mapping_hash VARCHAR(16),
      run_id VARCHAR(40),
      logged_at TIMESTAMP)]]
  elseif t.sqlserver then
    t.conn:exec("ALTER TABLE fix_target.rowan_ledger DROP CONSTRAINT " .. t.conn:query([[SELECT name
      FROM sys.key_constraints WHERE parent_object_id = OBJECT_ID('fix_target.rowan_ledger')]])[1].name)
  else
    t.conn:exec("ALTER TABLE fix_target.rowan_ledger " ..
      (t.postgresql and "DROP CONSTRAINT rowan_ledger_pkey" or "DROP PRIMARY KEY"))
  end
end)

local old_ledger = {
  [[CREATE TABLE %sprocessing_log (mapping VARCHAR(100) NOT NULL, doc_key VARCHAR(190) NOT NULL, status VARCHAR(10),
    reason VARCHAR(24), message TEXT, row_count INTEGER, run_id VARCHAR(40), logged_at TIMESTAMP NULL,
    PRIMARY KEY (mapping, doc_key))]],
  [[CREATE TABLE %sprocessing_run (run_id VARCHAR(40) NOT NULL PRIMARY KEY, mapping VARCHAR(100), version VARCHAR(100),
    hash VARCHAR(16), settings TEXT, started_at TIMESTAMP NULL, ended_at TIMESTAMP NULL, outcome VARCHAR(10),
    loaded BIGINT, failed BIGINT, row_count BIGINT)]],
}

case("the ledger is that of an older rowan", function()
  all_but "ledger"
  for _, statement in ipairs(old_ledger) do t.conn:exec(statement:format(target)) end
  t.conn:exec(("INSERT INTO %sprocessing_log "
    .. "(mapping, doc_key, status, row_count, run_id, logged_at) VALUES ('other', '1', 'loaded', 1, 'r', "
    .. "'2024-01-01 00:00:00')"):format(target))
  return "of an older rowan"
end)

case("the ledger has an older version", function()
  all_but()
  t.conn:exec(("DELETE FROM %srowan_version WHERE version > 1"):format(target))
  return "the ledger has version 1"
end)

-- Somebody changed a column of rowan's own: the words of the table and what has become of it, for each database.
local changed = t.by_dialect {
  sqlserver = { -- where no column that a key or a computed column has can be changed
    { "ALTER TABLE %srowan_ledger ALTER COLUMN logged_at datetime2(0) NOT NULL", "keeps 0 digits of a second" },
    { "ALTER TABLE %srowan_ledger ALTER COLUMN message nvarchar(80)", "text(2000)" },
    { "ALTER TABLE %srowan_ledger ALTER COLUMN sent smallint NOT NULL", "integer" },
    { "ALTER TABLE %srowan_ledger ALTER COLUMN reason nvarchar(24) NOT NULL", "is left empty" },
    { "ALTER TABLE %srowan_ledger ADD who nvarchar(20) NOT NULL", "rowan fills no such one" },
    { "ALTER TABLE %srowan_run ALTER COLUMN heartbeat datetime2(0)", "keeps 0 digits of a second" },
    { "ALTER TABLE %srowan_run ALTER COLUMN outcome nvarchar(10) NOT NULL", "is left empty" },
  },
  postgresql = {
    { "ALTER TABLE %srowan_ledger ALTER logged_at TYPE timestamp(0)", "keeps 0 digits of a second" },
    { "ALTER TABLE %srowan_ledger ALTER logged_at TYPE date", "is date, and has to be a timestamp" },
    { "ALTER TABLE %srowan_ledger ALTER message TYPE varchar(80)", "text(2000)" },
    { "ALTER TABLE %srowan_ledger ALTER doc_key TYPE varchar(20) COLLATE \"C\"", "text(190)" },
    { "ALTER TABLE %srowan_ledger ALTER sent TYPE smallint", "integer" },
    { "ALTER TABLE %srowan_ledger ALTER reason SET NOT NULL", "is left empty" },
    { "ALTER TABLE %srowan_ledger ADD who text NOT NULL", "rowan fills no such one" },
    { "ALTER TABLE %srowan_run ALTER heartbeat TYPE timestamp(0)", "keeps 0 digits of a second" },
    { "ALTER TABLE %srowan_run ALTER outcome SET NOT NULL", "is left empty" },
    { "ALTER TABLE %srowan_feed ALTER feed TYPE varchar(3)", "text(100)" },
    { "ALTER TABLE %srowan_mapping ALTER mapping_hash TYPE varchar(8)", "text(16)" },
  },
  mariadb = {
    { "ALTER TABLE %srowan_ledger MODIFY logged_at datetime NOT NULL", "keeps 0 digits of a second" },
    { "ALTER TABLE %srowan_ledger MODIFY logged_at date NOT NULL", "is date, and has to be a timestamp" },
    { "ALTER TABLE %srowan_ledger MODIFY message varchar(80)", "text(2000)" },
    { "ALTER TABLE %srowan_ledger MODIFY doc_key varchar(20) NOT NULL", "text(190)" },
    { "ALTER TABLE %srowan_ledger MODIFY sent smallint NOT NULL", "integer" },
    { "ALTER TABLE %srowan_ledger MODIFY reason varchar(24) NOT NULL", "is left empty" },
    { "ALTER TABLE %srowan_ledger ADD who text NOT NULL", "rowan fills no such one" },
    { "ALTER TABLE %srowan_run MODIFY heartbeat datetime", "keeps 0 digits of a second" },
    { "ALTER TABLE %srowan_run MODIFY outcome varchar(10) NOT NULL", "is left empty" },
    { "ALTER TABLE %srowan_feed MODIFY feed varchar(3) NOT NULL", "text(100)" },
    { "ALTER TABLE %srowan_mapping MODIFY mapping_hash varchar(8) NOT NULL", "text(16)" },
  },
}

for _, change in ipairs(changed or {}) do
  case(change[1]:format "", function()
    all_but()
    t.conn:exec(change[1]:format(target))
    return change[2]
  end)
end

-- No statement mends it: what was written there is not known.
t.case("a column of the ledger has another name", function()
  drop_all()
  all_but()
  t.conn:exec(("ALTER TABLE %srowan_ledger RENAME COLUMN sent TO sent_rows"):format(target))
  local status, out = t.rowan("check", "fixes.lua")
  t.equal(status, 2)
  t.contains(out, "rowan's own table has no such column: it was renamed or dropped")
end)

if schemas and not t.sqlserver then -- whose ledger compares bytes of the key
  -- A collation by which keys that differ are one: their documents would count as loaded.
  for _, change in ipairs(t.by_dialect {
    postgresql = { "ALTER TABLE fix_target.rowan_ledger ALTER doc_key TYPE varchar(190) COLLATE fix_target.loose" },
    mariadb = { "ALTER TABLE fix_target.rowan_ledger CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
      "ALTER TABLE fix_target.rowan_ledger CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" },
  }) do
    t.case(change, function()
      drop_all()
      all_but()
      if t.postgresql then
        t.conn:exec("CREATE COLLATION fix_target.loose (provider = icu, locale = 'und-u-ks-level1', "
          .. "deterministic = false)")
      end
      t.conn:exec(change)
      local status, out = t.rowan("check", "fixes.lua")
      t.equal(status, 2)
      t.contains(out, "give its column doc_key a collation that compares bytes")
      t.equal(t.conn:query("SELECT COUNT(*) AS n FROM fix_target.rowan_ledger")[1].n, 0)
    end)
  end
end

-- ---- schemas and rights ----

if schemas then
  case("the schema is not there", function()
    make_schemas "fix_source"
    make_docs()
    local status, _, err = t.rowan("init", "fixes.lua")
    t.equal({ status, err }, { 3, ('rowan: there is no schema "fix_target"; to make it: CREATE SCHEMA %s;\n'):format(
      t.conn:quote "fix_target") })
    return 'there is no schema "fix_target"'
  end)

  case_of_seen("the user has no rights at all", function()
    all_but()
    return t.postgresql and 'may not use the schema "fix_source"' or "or the database user may not see it"
  end, theirs)

  case_of_seen("the user has no rights at all, and there is neither schema nor ledger", function()
    make_schemas "fix_source"
    make_docs()
    return 'there is no schema "fix_target"'
  end, theirs)

  case("the user may use the schemas, not make tables in them, and none are there", function()
    make_schemas("fix_source", "fix_target")
    make_docs()
    grant(t.by_dialect {
      postgresql = { "USAGE ON SCHEMA fix_source", "USAGE ON SCHEMA fix_target" },
      mariadb = { "SELECT ON fix_source.*", "SELECT ON fix_target.*" },
      sqlserver = { "SELECT ON SCHEMA::fix_source", "SELECT ON SCHEMA::fix_target" },
    })
    return "the database user may not make tables"
  end, theirs)

  case("the user may read everything, and write nothing", function()
    all_but()
    grant(t.by_dialect {
      postgresql = { "USAGE ON SCHEMA fix_source", "USAGE ON SCHEMA fix_target", "SELECT ON fix_source.fix_docs",
        "SELECT ON ALL TABLES IN SCHEMA fix_target" },
      mariadb = { "SELECT ON fix_source.*", "SELECT ON fix_target.*" },
      sqlserver = { "SELECT ON SCHEMA::fix_source", "SELECT ON SCHEMA::fix_target" },
    })
    return "may not insert into this table"
  end, theirs)

  case("the user may not update the ledger's tables", function()
    all_but()
    grant(t.by_dialect {
      postgresql = { "USAGE ON SCHEMA fix_source", "USAGE ON SCHEMA fix_target", "SELECT ON fix_source.fix_docs",
        "SELECT, INSERT ON ALL TABLES IN SCHEMA fix_target" },
      mariadb = { "SELECT ON fix_source.*", "SELECT, INSERT ON fix_target.*" },
      sqlserver = { "SELECT ON SCHEMA::fix_source", "SELECT, INSERT ON SCHEMA::fix_target" },
    })
    return "rowan_run: the database user may not read and write the ledger"
  end, theirs)

  case_of_seen("all at once, and the user has no rights", function()
    make_schemas("fix_source", "fix_target")
    make_docs()
    make_orders "no INTEGER NOT NULL, name VARCHAR(4), further INTEGER NOT NULL"
    if t.mariadb then grant { "SELECT ON fix_target.*" } end -- what he does not see is not known
  end, theirs)
end

if t.postgresql then
  case("a sequence that numbers what the mapping leaves away", function()
    all_but "order"
    make_orders(order .. ", more SERIAL NOT NULL")
    grant { "USAGE ON SCHEMA fix_source", "USAGE ON SCHEMA fix_target", "SELECT ON fix_source.fix_docs",
      "SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA fix_target" }
    return "may not use the sequence fix_target.fix_order_more_seq, which numbers this column"
  end, theirs)
end

-- ---- a mapping that names no schema, or one that no database can have ----

local function check(text, connect)
  local m = t.mapping("unnamed.lua", text)
  local through <close> = rowan.odbc.connect(connect)
  local lines = {}
  for i, f in ipairs(through:check(m)) do lines[i] = f.message .. (f.fix and "\n" .. f.fix or "") end
  return table.concat(lines, "\n")
end

local plain = t.read "fixes.lua"
  :gsub("source = {[^}]*}", 'source = { table = "fix_docs", key = "id", document = "doc" }')
  :gsub("target = {[^}]*},", "")

if t.postgresql then
  t.test("the user may use no schema of the search path", function()
    drop_all()
    make_schemas()
    t.sql "REVOKE USAGE ON SCHEMA public FROM PUBLIC;\n"
    local page = check(plain, theirs)
    t.sql "GRANT USAGE ON SCHEMA public TO PUBLIC;\n"
    t.contains(page, 'the database user may not use the schema "public", where the source is\n' ..
      'GRANT USAGE ON SCHEMA "public" TO fix_user;')
    t.equal(select(2, page:gsub("GRANT USAGE", "")), 1)
    t.contains(page, 'CREATE TABLE "public"."fix_order"')
  end)
elseif t.mariadb then
  t.test("neither the connection nor the mapping names a database", function()
    local page = check(plain, (t.connect:gsub("Database=%w+;?", "")))
    local message = "the connection has no schema of its own, where the %s would be: say one in the mapping, or "
      .. "Database in the connection string"
    t.equal(page, message:format "source" .. "\n" .. message:format "target")
  end)
else
  t.test("a schema that is no database of the connection", function()
    local page = check((plain:gsub('into "fix_order"', 'target = { schema = "far" }, %0')), t.connect)
    t.contains(page, 'there is no schema "far", where the target is\n' ..
      (t.sqlserver and "CREATE SCHEMA [far];\n" or "") .. "there is no such target table")
  end)
end

drop_all()
t.finish()
