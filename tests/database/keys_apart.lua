-- Keys that source and target sort and compare in their own ways: each is loaded once, none is skipped, and what is
-- in the ledger is told apart byte by byte. The source is the database of $ROWAN_SOURCE, or else the target's.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local target_conn, source_conn = t.target_conn, t.source_conn

t.write("apart.lua", [[
return mapping {
  name = "apart",
  source = { table = "apart_docs", key = text(40) "no", document = "doc" },
  into "apart_row" { each = "/r", key = { "n" }, columns = { n = integer "@n", no = source "no" } },
}
]])
t.write("numbers.lua", [[
return mapping {
  name = "numbers",
  source = { table = "apart_docs", key = bigint "no", document = "doc" },
  into "apart_row" { each = "/r", key = { "n" }, columns = { n = integer "@n", no = source "no" } },
}
]])

local function drop(conn, ...)
  for _, name in ipairs { ... } do pcall(conn.exec, conn, "DROP TABLE " .. name) end
end

local function drop_source()
  pcall(source_conn.exec, source_conn, "DROP VIEW apart_docs")
  drop(source_conn, "apart_docs", "apart_table")
end

-- Empty tables, and a document for each key, whose column has this type.
local function prepare(file, key_type, keys)
  drop_source()
  drop(target_conn, "apart_row", "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version")
  t.equal(t.rowan("init", file, "--tables"), 0)
  t.exec_on(source_conn, ("CREATE TABLE apart_docs (no %s NOT NULL PRIMARY KEY, doc VARCHAR(100))"):format(key_type))
  local rows = {}
  for i, key in ipairs(keys) do rows[i] = { key, ("<r n='%d'/>"):format(i) } end
  source_conn:insert("apart_docs", { "no", "doc" }, rows)
end

local function run(m, settings)
  settings.mapping = m
  settings.workers = 1
  local result = t.job(settings):run()
  return { result.outcome, result.loaded, result.failed, result.already_loaded }
end

local function loaded()
  local list = {}
  for i, row in ipairs(target_conn:query "SELECT n FROM apart_row ORDER BY n") do list[i] = row.n end
  return list
end

-- All keys, in chunks and pages of each size; then all of them but one is in the ledger, for each of them in turn.
local function try(file, key_type, keys)
  local m, all = rowan.mapping.load(file), {}
  for i = 1, #keys do all[i] = i end
  for _, size in ipairs { 1, 2, 3, 100 } do
    prepare(file, key_type, keys)
    t.equal(run(m, { chunk = size, page = size, commit = size }), { "done", #keys, 0, 0 }, key_type)
    t.equal(loaded(), all, key_type)
    t.equal(run(m, {}), { "done", 0, 0, 0 }, key_type)
  end
  for i, key in ipairs(keys) do
    t.equal(target_conn:exec("DELETE FROM rowan_ledger WHERE doc_key = ?", tostring(key)), 1, key_type)
    target_conn:exec("DELETE FROM apart_row WHERE n = ?", i)
    t.equal(run(m, { page = 2 }), { "done", 1, 0, 0 }, key_type .. ": " .. key)
    t.equal(loaded(), all, key_type .. ": " .. key)
  end
end

local distinct = { "b", "A", "c ", "D ", "aa", "_", "10", "9", "é", "Z", "日本", "x/y", "%2F", "a'b" }
local cased = { "a", "A", "b", "B", "é", "É" }
local padded = { "a", "a ", " a", "A", "" }

local types = {
  postgresql = {
    { 'VARCHAR(40) COLLATE "C"', distinct, cased, padded }, { 'TEXT COLLATE "und-x-icu"', distinct, cased, padded },
    { "VARCHAR(40) COLLATE apart_ci", distinct },
  },
  mariadb = {
    { "VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", distinct },
    { "VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", distinct, cased },
    { "VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin", distinct, cased, padded },
  },
  sqlserver = { { "nvarchar(40)", distinct }, { "nvarchar(40) COLLATE Latin1_General_BIN2", cased } },
  sqlite = {
    { "VARCHAR(40)", distinct, cased, padded }, { "VARCHAR(40) COLLATE NOCASE", distinct },
    { "VARCHAR(40) COLLATE RTRIM", distinct, cased },
  },
}

if source_conn.dialect == "postgresql" then
  pcall(source_conn.exec, source_conn,
    "CREATE COLLATION apart_ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
end

for _, case in ipairs(types[source_conn.dialect] or {}) do
  t.test(case[1], function()
    for i = 2, #case do try("apart.lua", case[1], case[i]) end
  end)
end

t.test("numbers", function()
  try("numbers.lua", "BIGINT", { 9, 10, -5, 0, 9223372036854775807, -9223372036854775807, 1000000 })
end)

-- Keys are read 10,000 at a time, and the next page begins behind the last of them: behind all that equal it. Of
-- MariaDB's columns an index has the collation, but a view shows none.
local loose = {
  sqlite = { "TEXT COLLATE NOCASE", "CREATE UNIQUE INDEX apart_no ON apart_docs (no COLLATE BINARY)" },
  postgresql = { "TEXT COLLATE apart_ci", 'CREATE UNIQUE INDEX apart_no ON apart_docs (no COLLATE "C")' },
  mariadb = { "VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
    "CREATE INDEX apart_no ON apart_docs (no)" },
}

if loose[source_conn.dialect] then
  t.test("keys that are equal where a page of keys ends", function()
    local keys = {}
    for i = 1, 9999 do keys[i] = ("%05d"):format(i) end
    for _, key in ipairs { "A", "a", "b" } do keys[#keys + 1] = key end
    drop_source()
    drop(target_conn, "apart_row", "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version")
    t.equal(t.rowan("init", "apart.lua", "--tables"), 0)
    local kind, index = table.unpack(loose[source_conn.dialect])
    source_conn:exec(("CREATE TABLE apart_docs (no %s NOT NULL, doc VARCHAR(100))"):format(kind))
    source_conn:exec(index)
    local rows = {}
    for i, key in ipairs(keys) do rows[i] = { key, ("<r n='%d'/>"):format(i) } end
    source_conn:insert("apart_docs", { "no", "doc" }, rows)
    if source_conn.dialect == "mariadb" then
      source_conn:exec "RENAME TABLE apart_docs TO apart_table"
      source_conn:exec "CREATE VIEW apart_docs AS SELECT no, doc FROM apart_table"
    end
    t.equal(run(rowan.mapping.load "apart.lua", { chunk = 20000 }), { "done", #keys, 0, 0 })
    t.equal(target_conn:query("SELECT count(*) AS n FROM apart_row")[1].n, #keys)
  end)
end

drop_source()
drop(target_conn, "apart_row")
t.finish()
