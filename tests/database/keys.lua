-- Keys of several columns, on the database of $ROWAN_CONNECT: each document is loaded once, whatever the pages and
-- chunks, and is known by one text. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local conn = t.conn
t.sources "loose_table"
local by_dialect = function(choices) return choices[conn.dialect] end

t.write("parts.lua", [[
return mapping {
  name = "parts",
  source = {
    table = "parts_docs", key = { bigint "batch", text(20) "no" }, document = "doc", columns = { text(10) "kind" },
    where = expr [=[ kind <> 'other' ]=],
  },
  into "parts_row" {
    each = "/r", key = { "batch", "no" },
    columns = { batch = source "batch", no = source "no", kind = source "kind", v = integer "." },
  },
}
]])

local function drop(name)
  pcall(conn.exec, conn, "DROP TABLE " .. conn:quote(name))
end

local function forget()
  for _, own in ipairs { "ledger", "run", "feed", "mapping", "version" } do drop("rowan_" .. own) end
end

-- Empty tables for the mapping, its source made by this statement or as the mapping says, and these documents.
local function prepare(file, documents, source)
  local m = rowan.mapping.load(file)
  for i = #m.tables, 1, -1 do drop(m.tables[i].name) end
  drop(m.source.table)
  forget()
  local status, _, err = t.rowan("init", file, "--tables")
  if status ~= 0 then error("init: " .. err) end
  for _, statement in ipairs(source and { source } or conn:ddl("source", m)) do conn:exec(statement) end
  conn:insert(m.source.table, documents.columns, documents)
  return m
end

local function run(m, settings)
  settings.mapping = m
  settings.workers = settings.workers or 2
  return t.job(settings):run()
end

local function list(sql)
  local values = {}
  for i, row in ipairs(conn:query(sql)) do values[i] = row.k end
  table.sort(values)
  return values
end

-- What makes trouble in a part: what is escaped, blanks, capitals, letters beyond ASCII, nothing at all.
local numbers = { "", "-1", "10", "9", "A", "a", "a b", "a/b", "a%2Fb", "a%b", "%25", "/", "//", "ä", "日本", "'", "?" }
local shown = { "", "-1", "10", "9", "A", "a", "a b", "a%2Fb", "a%252Fb", "a%25b", "%2525", "%2F", "%2F%2F", "ä", "日本",
  "'", "?" }
local batches = { -3, 0, 7, 9007199254740993 }

local function all_documents()
  local documents, keys = { columns = { "batch", "no", "kind", "doc" } }, {}
  for _, batch in ipairs(batches) do
    for i, no in ipairs(numbers) do
      documents[#documents + 1] = { batch, no, "k", ("<r>%d</r>"):format(i) }
      keys[#keys + 1] = ("%d/%s"):format(batch, shown[i])
    end
  end
  documents[#documents + 1] = { 5, "x", "other", "<r>99</r>" }
  table.sort(keys)
  return documents, keys
end

t.test("each document of a key of two columns is loaded once, whatever the pages and chunks", function()
  local documents, keys = all_documents()
  local empty = #batches -- an empty text is no value of the target's key
  for _, size in ipairs { 1, 2, 7, 1000 } do
    local m = prepare("parts.lua", documents)
    local result = run(m, { page = size, chunk = size == 1 and 3 or size, commit = size })
    t.equal({ result.outcome, result.loaded, result.failed, result.restarts }, { "done", #keys - empty, empty, 0 })
    t.equal(list "SELECT doc_key AS k FROM rowan_ledger", keys)
    t.equal(conn:query("SELECT COUNT(*) AS n FROM parts_row WHERE kind = 'k'")[1].n, #keys - empty)
    t.equal(list "SELECT no AS k FROM parts_row", list "SELECT no AS k FROM parts_docs WHERE kind = 'k' AND no <> ''")
    result = run(m, {})
    t.equal({ result.outcome, result.loaded, result.failed, result.already_loaded }, { "done", 0, 0, 0 })
  end
end)

t.test("ranges of such keys", function()
  local m = prepare("parts.lua", (all_documents()))
  t.equal(run(m, { from = "7/a%2Fb", to = "7/a%2Fb" }).loaded, 1)
  t.equal(list "SELECT doc_key AS k FROM rowan_ledger", { "7/a%2Fb" })
  local before = #list "SELECT no AS k FROM parts_docs WHERE batch < 0 OR (batch = 0 AND no <= '10')"
  local result = run(m, { to = "0/10", page = 1 })
  t.equal(result.loaded + result.failed, before)
  local status, _, err = t.rowan("run", "parts.lua", "--from", "7")
  t.equal(status, 2)
  t.contains(err, '"7" is not a key of the source: it has 2 parts, batch/no')
  status, _, err = t.rowan("run", "parts.lua", "--from", "x/1")
  t.equal(status, 2)
  t.contains(err, '"x" is not a key of the source: the column "batch" holds integers')
end)

t.test("the commands know a document by its key", function()
  local documents = { columns = { "batch", "no", "kind", "doc" }, { 17, "A/1", "k", "<r>x</r>" },
    { 17, "A", "k", "<r>1</r>" } }
  local m = prepare("parts.lua", documents)
  t.equal(run(m, {}).failed, 1)
  local _, out = t.rowan("status", "parts.lua")
  t.contains(out, "17/A%2F1")
  t.equal(t.rowan("retry", "parts.lua", "--key", "17/A/1"), 2)
  t.equal(t.rowan("retry", "parts.lua", "--key", "17/A%2F1"), 0)
  conn:exec("UPDATE parts_docs SET doc = '<r>2</r>' WHERE no = 'A/1'")
  t.equal(run(m, {}).loaded, 1)
  t.equal(list "SELECT no AS k FROM parts_row", { "A", "A/1" })
  t.write("parts.xml", "<r>3</r>")
  _, out = t.rowan("try", "parts.lua", "parts.xml", "--key", "17/A%2F1", "--json")
  t.contains(out, '"no":"A/1"')
  local status, _, err = t.rowan("try", "parts.lua", "parts.xml", "--key", "17")
  t.equal(status, 2)
  t.contains(err, "--key 17: a key of this mapping has 2 parts, batch/no")
end)

t.test("a part that is NULL ends the run with words", function()
  local m = prepare("parts.lua", { columns = { "batch", "no", "kind", "doc" }, { 1, "a", "k", "<r>1</r>" },
    { 2, nil, "k", "<r>2</r>" } }, "CREATE TABLE parts_docs (batch BIGINT NOT NULL, no VARCHAR(20), kind VARCHAR(10), "
    .. "doc VARCHAR(100), UNIQUE (batch, no))")
  t.contains(t.raises("NULL", run, m, {}), 'a row whose key "no" is NULL')
  t.equal(list "SELECT doc_key AS k FROM rowan_ledger", {})
end)

-- The plan of the paging query behind a key, as one text.
local function explain(m)
  local sql = conn:pager_sql(m, "7/a")
  local values = by_dialect { mariadb = { "7", "7", "'a'" } } or { "7", "'a'" }
  values[#values + 1], values[#values + 2] = "'other'", "'parts'"
  values[#values + 1] = "500"
  local n = 0
  sql = sql:gsub("%?", function() n = n + 1 return values[n] end)
  local parts = {}
  for row in conn:each((conn.dialect == "sqlite" and "EXPLAIN QUERY PLAN " or "EXPLAIN ") .. sql) do
    local cells = {}
    for name, value in pairs(row) do cells[#cells + 1] = name .. "=" .. tostring(value) end
    table.sort(cells)
    parts[#parts + 1] = table.concat(cells, " ")
  end
  return table.concat(parts, "\n")
end

t.test("a page begins at its key in the index, and the ledger is asked by its key", function()
  if t.source or conn.dialect == "generic" then return end -- that is one statement where the ledger says it in SQL
  if conn.dialect == "sqlserver" then return t.skip("the plan of the paging query", t.no_plan) end
  local documents = { columns = { "batch", "no", "kind", "doc" } }
  for i = 1, 20000 do documents[i] = { i // 100, ("%05d"):format(i), "k", "<r>1</r>" } end
  local m = prepare("parts.lua", documents)
  local rows = {}
  for i = 1, 20000 do
    rows[i] = { "parts", ("%d/%05d"):format(i // 100, i), "loaded", 1, 1, "r", "2026-01-01 00:00:00" }
  end
  conn:insert("rowan_ledger", { "feed", "doc_key", "status", "sent", "stored", "run_id", "logged_at" }, rows)
  for _, name in ipairs { "parts_docs", "rowan_ledger" } do
    conn:exec((conn.dialect == "mariadb" and "ANALYZE TABLE " or "ANALYZE ") .. name)
  end
  local plan = explain(m)
  t.contains(plan, by_dialect { postgresql = "Index Cond: (ROW(batch, (no)::text) > ROW(", mariadb = "type=range",
    sqlite = "SEARCH s USING" })
  t.contains(plan, by_dialect { postgresql = "using rowan_ledger_pkey on rowan_ledger", mariadb = "ref=const,func",
    sqlite = "(feed=? AND doc_key=?)" })
  for _, word in ipairs { "filesort", "TEMP B-TREE", "Seq Scan" } do
    t.equal(plan:find(word, 1, true), nil, plan)
  end
end)

-- The ledger keeps 190 characters of a key; what is escaped in it makes it longer.
t.write("long.lua", [[
return mapping {
  name = "long",
  source = { table = "long_docs", key = { text(130) "a", text(130) "b" }, document = "doc" },
  into "long_row" { each = "/r", key = { "v" }, columns = { v = integer "@v" } },
}
]])

t.test("a key of two columns is loaded once, however long both are together", function()
  if t.babelfish(t.source_conn) then return t.skip("keys of 190 characters and more", t.no_long_keys) end
  local documents = { columns = { "a", "b", "doc" } }
  for i, n in ipairs { 20, 94, 95, 96, 120, 121, 122, 130 } do
    documents[i] = { ("x"):rep(n - 1) .. "/", ("y"):rep(n), ("<r v='%d'/>"):format(i) }
  end
  for _, size in ipairs { 1, 3 } do
    local m = prepare("long.lua", documents)
    local result = run(m, { page = size, chunk = size })
    t.equal({ result.outcome, result.loaded, result.failed }, { "done", #documents, 0 })
    t.equal(run(m, {}).loaded, 0)
  end
end)

-- ---- keys that the database takes for equal ----

t.write("loose.lua", [[
return mapping {
  name = "loose",
  source = { table = "loose_docs", key = text(20) "k", document = "doc" },
  into "loose_row" { each = "/r", columns = { k = source "k" } },
}
]])

-- A view shows no index, and compares as its table does: without case, accents or blanks at the end.
local function make_loose(kind)
  pcall(conn.exec, conn, "DROP VIEW loose_docs")
  drop "loose_docs"
  drop "loose_table"
  conn:exec(("CREATE TABLE loose_table (k %s NOT NULL, doc VARCHAR(20))"):format(kind))
end

local loose = by_dialect {
  postgresql = {
    "CREATE COLLATION IF NOT EXISTS any_case (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
    "VARCHAR(20) COLLATE any_case", 'TEXT COLLATE "de-x-icu"', "VARCHAR(20)",
  },
  mariadb = {
    "SELECT 1", "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
    "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
    "VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
    "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
  },
  sqlserver = {
    "SELECT 1", "nvarchar(20)", "nvarchar(20) COLLATE Latin1_General_CI_AI", "varchar(20) COLLATE Latin1_General_CS_AS",
    "nvarchar(20) COLLATE Latin1_General_BIN2",
  },
  sqlite = { "SELECT 1", "VARCHAR(20) COLLATE NOCASE", "VARCHAR(20) COLLATE RTRIM", "TEXT" },
  generic = { "SELECT 1" }, -- which collations there are is the database's to know
}

t.test("keys that differ in case, accents or blanks are documents, each once, whatever the pages", function()
  local keys = { "A", "B", "C", "a", "a ", "ab", "b", "c", "z", "Ä", "ä", "é" }
  table.sort(keys)
  local documents = {}
  for i, k in ipairs(keys) do documents[i] = { k, "<r/>" } end
  if not loose[1]:find "^SELECT" then t.source_conn:exec(loose[1]) end
  for i = 2, #loose do
    for _, size in ipairs { 1, 2, 7 } do
      make_loose(loose[i])
      conn:insert("loose_table", { "k", "doc" }, documents)
      conn:exec "CREATE VIEW loose_docs AS SELECT k, doc FROM loose_table"
      drop "loose_row"
      forget()
      local status, _, err = t.rowan("init", "loose.lua", "--tables")
      if status ~= 0 then error(err) end
      local m = rowan.mapping.load "loose.lua"
      local result = run(m, { page = size, chunk = size, commit = size })
      local what = ("%s, %d"):format(loose[i], size)
      t.equal({ result.outcome, result.loaded, result.failed, result.restarts }, { "done", #keys, 0, 0 }, what)
      t.equal(list "SELECT doc_key AS k FROM rowan_ledger", keys, what)
      t.equal(run(m, {}).loaded, 0)
    end
  end
end)

-- ---- types ----

-- A type, and the texts of three keys in it.
local types = by_dialect {
  postgresql = {
    { "uuid", "00000000-0000-0000-0000-0000000000ff", "10000000-0000-0000-0000-000000000000",
      "f0000000-0000-0000-0000-000000000001" },
    { "CHAR(4)", "a", "ab", "b" }, { "keys_mood", "sad", "ok", "glad" },
    { "DATE", "0044-03-15", "2024-02-29", "9999-12-31" },
    { "TIMESTAMP(6)", "2024-02-29 10:00:00.000001", "2024-02-29 10:00:00.000002", "2024-03-01 00:00:00" },
    { "NUMERIC(12,2)", "-1.50", "0.00", "10.25" }, { "INET", "10.0.0.1/32", "10.0.0.2/32", "9.9.9.9/32" },
  },
  mariadb = {
    { "UUID", "00000000-0000-0000-0000-0000000000ff", "10000000-0000-0000-0000-000000000000",
      "f0000000-0000-0000-0000-000000000001" },
    { "CHAR(4)", "a", "ab", "b" }, { "DATE", "1000-03-15", "2024-02-29", "9999-12-31" },
    { "DATETIME(6)", "2024-02-29 10:00:00.000001", "2024-02-29 10:00:00.000002", "2024-03-01 00:00:00.000000" },
    { "DECIMAL(12,2)", "-1.50", "0.00", "10.25" },
    { "BIGINT UNSIGNED", "1", "9223372036854775808", "18446744073709551615" },
    { "INET6", "::1", "2001:db8::1", "fe80::1" },
  },
  sqlserver = {
    { "uniqueidentifier", "00000000-0000-0000-0000-0000000000FF", "10000000-0000-0000-0000-000000000000",
      "F0000000-0000-0000-0000-000000000001" },
    { "char(4)", "a", "ab", "b" }, { "date", "0044-03-15", "2024-02-29", "9999-12-31" },
    { "datetime2(6)", "2024-02-29 10:00:00.000001", "2024-02-29 10:00:00.000002",
      t.babelfish(t.source_conn) and "2024-03-01 00:00:00" or "2024-03-01 00:00:00.000000" },
    { "decimal(12,2)", "-1.50", "0.00", "10.25" },
  },
  sqlite = { { "CHAR(36)", "a", "a ", "b" }, { "DATE", "2024-02-28", "2024-02-29", "2024-03-01" } },
  generic = {},
}
local refused = by_dialect {
  postgresql = { "BYTEA", "BIT(8)", "REAL" }, sqlite = { "BLOB", "REAL" },
  sqlserver = { "varbinary(16)", "float", "datetime", "money" },
  mariadb = { "BINARY(16)", "VARBINARY(16)", "BIT(8)", "DOUBLE", "ENUM('b', 'a')", "SET('b', 'a')" },
  generic = {},
}

local function typed(kind)
  pcall(conn.exec, conn, "DROP VIEW loose_docs")
  drop "loose_docs"
  drop "loose_row"
  forget()
  conn:exec(("CREATE TABLE loose_docs (k %s NOT NULL PRIMARY KEY, doc VARCHAR(20))"):format(kind))
  local status, _, err = t.rowan("init", "typed.lua", "--tables")
  if status ~= 0 then error(err) end
  return rowan.mapping.load "typed.lua"
end

t.write("typed.lua", (t.read "loose.lua":gsub("text%(20%)", "text(60)")))

t.test("keys of other types are loaded once, by the text that the database has for them", function()
  if conn.dialect == "postgresql" then
    pcall(conn.exec, conn, "DROP TABLE loose_docs")
    t.source_conn:exec "DROP TYPE IF EXISTS keys_mood"
    t.source_conn:exec "CREATE TYPE keys_mood AS ENUM ('sad', 'ok', 'glad')"
  end
  for _, kind in ipairs(types) do
    local keys = { kind[2], kind[3], kind[4] }
    table.sort(keys)
    for _, size in ipairs { 1, 2, 7 } do
      local m = typed(kind[1])
      for _, k in ipairs(keys) do conn:exec(("INSERT INTO loose_docs VALUES ('%s', '<r/>')"):format(k)) end
      local result = run(m, { page = size, chunk = size })
      t.equal({ result.outcome, result.loaded, result.failed }, { "done", 3, 0 }, kind[1])
      t.equal(list "SELECT doc_key AS k FROM rowan_ledger", keys, kind[1])
      t.equal(run(m, {}).loaded, 0, kind[1])
    end
  end
end)

t.test("a decimal that says no number of digits may be longer than what the ledger keeps", function()
  if conn.dialect ~= "postgresql" then return end
  t.write("typed.lua", (t.read "loose.lua":gsub("text%(20%)", "text(300)")))
  local m = typed "NUMERIC"
  for digits = 189, 191 do conn:exec(("INSERT INTO loose_docs VALUES (%s, '<r/>')"):format(("7"):rep(digits))) end
  t.equal(run(m, {}).loaded, 3)
  local again = run(m, {})
  t.equal({ again.loaded, again.already_loaded, again.total }, { 0, 0, 0 })
  t.write("typed.lua", (t.read "loose.lua":gsub("text%(20%)", "text(60)")))
end)

t.test("types that have no exact text or another order are refused by check and by run", function()
  for _, kind in ipairs(refused) do
    local m = typed(kind)
    t.contains(t.raises("the key is ", run, m, {}), "loose_docs, column k")
    t.equal(t.rowan("check", "typed.lua"), 2, kind)
  end
end)

t.finish()
