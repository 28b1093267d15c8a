-- Runs that load only the rows that a mapping's where selects, on the database of $ROWAN_CONNECT.
-- tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local conn = t.conn
local quote = function(name) return conn:quote(name) end

local DOCUMENTS = 300

-- The mapping of this file, with another where.
local function mapping(where)
  t.write("picked.lua", ([[
return mapping {
  name = "picked",
  source = {
    table = "picked_docs", key = bigint "id", document = "doc",
    columns = { text(20) "status", timestamp "received_at", integer "priority" },
    where = expr %q,
  },
  into "picked_row" { each = "/r", key = { "id" }, columns = { id = source "id", status = source "status" } },
}
]]):format(where))
  return rowan.mapping.load("picked.lua")
end

local function drop(name)
  pcall(conn.exec, conn, "DROP TABLE " .. quote(name))
end

local m = mapping "status = 'NEW'"

local function status_of(i)
  return ({ "NEW", "done", "new", "O'Neil" })[i % 4 + 1]
end

local function prepare()
  drop "picked_row"
  drop "picked_docs"
  for _, own in ipairs { "ledger", "run", "feed", "mapping", "version" } do drop("rowan_" .. own) end
  local status, _, err = t.rowan("init", "picked.lua", "--tables")
  if status ~= 0 then error("init: " .. err) end
  for _, statement in ipairs(conn:ddl("source", m)) do conn:exec(statement) end
  local rows = {}
  for i = 1, DOCUMENTS do
    local received = ("2024-%02d-01 00:00:00"):format(i % 12 + 1)
    rows[i] = { i * 3, "<r/>", status_of(i), received, i % 10 > 0 and i % 10 or nil }
  end
  conn:insert("picked_docs", { "id", "doc", "status", "received_at", "priority" }, rows)
end

local function run(where, settings)
  settings = settings or {}
  settings.mapping = mapping(where)
  settings.workers, settings.chunk = settings.workers or 2, settings.chunk or 40
  return t.job(settings):run()
end

-- How many rows were loaded, by status.
local function loaded()
  local found = {}
  for _, row in ipairs(conn:query "SELECT status, COUNT(*) AS n FROM picked_row GROUP BY status, id") do
    found[row.status] = (found[row.status] or 0) + row.n
  end
  return found
end

t.test("only what where selects is loaded, and only that is in the ledger", function()
  prepare()
  local result = run "status = 'NEW' and priority is not null"
  local wanted = 0
  for i = 1, DOCUMENTS do wanted = wanted + (i % 4 == 0 and i % 10 > 0 and 1 or 0) end
  t.equal({ result.outcome, result.loaded, result.total }, { "done", wanted, wanted })
  t.equal(loaded(), { NEW = wanted })
  t.equal(conn:query("SELECT COUNT(*) AS n FROM rowan_ledger")[1].n, wanted)
end)

t.test("another where goes on with what it selects and the ledger does not have", function()
  local before = loaded().NEW
  local result = run "status in ('NEW', 'new')"
  t.equal({ result.outcome, result.loaded }, { "done", DOCUMENTS // 2 - before })
  t.equal(loaded(), { NEW = DOCUMENTS // 4, new = DOCUMENTS // 4 })
end)

t.test("a limit and a range count what where selects", function()
  prepare()
  t.equal(run("status <> 'done'", { limit = 50 }).loaded, 50)
  t.equal(loaded().done, nil)
  t.equal(run("status = 'done'", { from = 300, to = 600 }).loaded, #conn:query(
    "SELECT id FROM picked_docs WHERE status = 'done' AND id BETWEEN 300 AND 600"))
end)

t.test("a callback stops the run, and the next one loads the rest of what where selects", function()
  prepare()
  local where = "received_at >= '2024-04-01' and not status = 'new'"
  local first = run(where, { workers = 1, chunk = 10, on_chunk = function() return false end })
  t.equal(first.outcome, "stopped")
  local second = run(where)
  t.equal(second.outcome, "done")
  t.equal(first.loaded + second.loaded, conn:count_documents(mapping(where)))
  t.equal({ loaded().new, run(where).loaded }, { nil, 0 })
end)

t.test("a constant that looks like SQL is a constant", function()
  prepare()
  t.equal(run("status = 'NEW'' OR ''1''=''1'").loaded, 0)
  t.equal(run("status in ('x''); DELETE FROM picked_docs; --', 'O''Neil')").loaded, DOCUMENTS // 4)
  t.equal(loaded(), { ["O'Neil"] = DOCUMENTS // 4 })
  t.equal(conn:query("SELECT COUNT(*) AS n FROM picked_docs")[1].n, DOCUMENTS)
end)

t.test("where that selects nothing is said so", function()
  prepare()
  mapping "status = 'gone'"
  local status, out = t.rowan("run", "picked.lua", "--quiet")
  t.equal({ status, out }, { 0, ("nothing to load: the mapping's where selects no row of the source table %s\n")
    :format(quote "picked_docs") })
  mapping "status = 'NEW'"
  t.equal((t.rowan("run", "picked.lua", "--quiet")), 0)
  status, out = t.rowan("run", "picked.lua", "--quiet")
  t.equal({ status, out }, { 0, ("nothing to load: all %d documents of %s are in the ledger\n")
    :format(DOCUMENTS // 4, quote "picked_docs") })
end)

t.test("a column that is not there is found by check and by run, with the nearest name", function()
  mapping "statsu = 'NEW'\n and priority in (1, 'high')"
  local status, out = t.rowan("check", "picked.lua")
  t.equal(status, 2)
  out = t.sideless(out)
  t.contains(out, "where: the table has no such column (did you mean \"status\"?)")
  t.contains(out, "where: \"high\" is not a number, and the column holds numbers (")
  t.contains(out, "picked.lua:6: ")
  local run_status, _, err = t.rowan("run", "picked.lua", "--quiet")
  t.equal(run_status, 2)
  t.contains(t.sideless(err), "picked.lua:6: table picked_docs, column statsu: where: the table has no such column "
    .. "(did you mean \"status\"?) (and 1 more; rowan check says how to fix them)")
end)

t.test("a row without a key matters only where where selects it", function()
  if conn.dialect ~= "sqlite" then return end -- elsewhere a key of this source cannot be NULL
  drop "picked_docs"
  conn:exec "CREATE TABLE picked_docs (id bigint, doc text, status text, received_at timestamp, priority integer)"
  conn:exec "CREATE UNIQUE INDEX picked_key ON picked_docs (id)"
  conn:exec "INSERT INTO picked_docs VALUES (NULL, '<r/>', 'old', NULL, 1), (9999, '<r/>', 'NEW', NULL, 1)"
  t.equal(run("status = 'NEW'").loaded, 1)
  local began, err = pcall(run, "status = 'old'")
  t.equal(began, false)
  t.contains(tostring(err), "has a row whose key \"id\" is NULL")
end)

for _, name in ipairs { "picked_row", "picked_docs" } do drop(name) end
t.finish()
