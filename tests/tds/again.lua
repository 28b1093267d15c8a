-- Documents that are taken away and loaded again on SQL Server, while it refuses statements or loses connections: rows
-- and ledger are in the end as if nothing had happened. tests/tds/run starts the server; its list of faults is in
-- $TDS_FOLDER.

local t = dofile((arg[0]:gsub("tds/[^/]*$", "lua/lib.lua")))
local rowan = require "rowan"

local connect = assert(os.getenv "ROWAN_CONNECT", "ROWAN_CONNECT is not set")
local faults = assert(os.getenv "TDS_FOLDER", "TDS_FOLDER is not set") .. "/faults"
local conn = rowan.odbc.connect(connect)

local DELETE, INSERT, STATUS, COMMIT = "^DELETE .*again_line", "INSERT INTO .again_row", "^UPDATE .rowan_ledger",
  "COMMIT TRANSACTION"

-- A row with the key, rows that are found by their parents, and rows with two of the key's columns.
t.write("again.lua", [[
return mapping {
  name = "again", version = "1",
  source = { table = "again_docs", key = { bigint "batch", text(10) "no" }, document = "doc" },
  into "again_row" {
    each = "/r", key = { "name" }, columns = { name = text(20) "@name", b = source "batch", n = source "no" },
    children = {
      into "again_line" { each = "l", key = { "name", "i" }, columns = { name = parent "name", i = position(),
        v = text(20) "@v" } },
      into "again_note" { each = "x", columns = { name = parent "name", b = source "batch", n = source "no" } },
    },
  },
}
]])
local m = rowan.mapping.load "again.lua"

local function document(name, lines)
  return ("<r name='%s'>%s<x/></r>"):format(name, ("<l v='%s'/>"):format(name):rep(lines))
end

local function change(no, doc)
  conn:exec("UPDATE [again_docs] SET [doc] = ? WHERE [no] = ?", doc, no)
end

local function count(name)
  return conn:query(("SELECT COUNT(*) AS n FROM [%s]"):format(name))[1].n
end

-- "17/a loaded 4, ..." and the numbers of rows
local function found()
  local list = {}
  for i, row in ipairs(conn:query "SELECT doc_key, status, stored FROM rowan_ledger ORDER BY doc_key") do
    list[i] = ("%s %s %d"):format(row.doc_key, row.status, row.stored)
  end
  return ("%s: %d %d %d"):format(table.concat(list, ", "), count "again_row", count "again_line", count "again_note")
end

local whole = "17/a loaded 4, 17/b%2Fb loaded 3, 18/a loaded 5: 3 6 3"

local function prepare()
  t.write(faults, "")
  for _, name in ipairs { "again_note", "again_line", "again_row", "again_docs", "rowan_ledger", "rowan_run",
                          "rowan_feed", "rowan_mapping", "rowan_version" } do
    pcall(conn.exec, conn, "DROP TABLE " .. name)
  end
  t.exits(0, "init", m.file, "--tables")
  for _, statement in ipairs(conn:ddl("source", m)) do conn:exec(statement) end
  conn:insert("again_docs", { "batch", "no", "doc" },
    { { 17, "a", document("d1", 2) }, { 17, "b/b", document("d2", 1) }, { 18, "a", document("d3", 3) } })
  t.exits(0, "run", m.file, "--quiet")
  t.equal(found(), whole)
end

local function again(list, settings)
  t.write(faults, list)
  settings.mapping, settings.connect, settings.workers, settings.log_level = m, connect, 1, "error"
  settings.retry_least_ms, settings.retry_most_ms, settings.patience_ms = 1, 20, 400
  return rowan.job(settings):run(), t.read(faults):gsub("\n", "")
end

-- A run tries its statements before it begins.
local function later(fault)
  return ("pass 0 %s\n%s %s"):format(DELETE, fault, DELETE)
end

t.test("tables in which no index finds the rows of a document are named", function()
  prepare()
  local fixes = {}
  for i, f in ipairs(conn:check_indexes(m)) do
    fixes[i] = f.fix
    conn:exec((f.fix:gsub(";$", "")))
  end
  t.equal(fixes, { "CREATE INDEX [again_row_b_n_idx] ON [again_row] ([b], [n]);",
    "CREATE INDEX [again_note_b_n_idx] ON [again_note] ([b], [n]);" })
  t.equal(conn:check_indexes(m), {})
end)

for what, list in pairs {
  ["nothing"] = "",
  ["a deadlock at a DELETE"] = later "error 1205",
  ["a lock that a DELETE waits for too long"] = later "error 1222",
  ["a deadlock at the ledger's row"] = "error 1205 " .. STATUS,
  ["a snapshot that somebody changed"] = "error 3960 " .. STATUS,
  ["a connection lost at a DELETE"] = later "drop 0",
  ["a connection lost behind a DELETE"] = later "drop_after 0",
  ["a connection lost at the ledger's row"] = "drop 0 " .. STATUS,
  ["a connection lost behind the ledger's row"] = "drop_after 0 " .. STATUS,
  ["a connection lost at the INSERT of the newer rows"] = "drop 0 " .. INSERT,
  ["a connection lost before COMMIT"] = "drop 0 " .. COMMIT,
  ["a connection lost behind COMMIT"] = "drop_after 0 " .. COMMIT,
  ["a transaction that is gone at COMMIT"] = "vanish 0 " .. COMMIT,
} do
  t.test("reload: " .. what .. " passes", function()
    prepare()
    change("b/b", document("new", 4))
    local result, left = again(list, { reload = true })
    t.equal({ result.outcome, result.failed, left }, { "done", 0, "" })
    t.equal(found(), "17/a loaded 4, 17/b%2Fb loaded 6, 18/a loaded 5: 3 9 3")
    change("b/b", document("d2", 1))
    t.exits(0, "reload", m.file, "--key", "17/b%2Fb", "--quiet")
    t.equal(found(), whole)
  end)
end

-- The command ends, and the same once more gets through: nothing is half taken away.
for what, list in pairs {
  ["a connection lost at a DELETE"] = later "drop 0",
  ["a connection lost behind the ledger's row"] = "drop_after 0 " .. STATUS,
  ["a connection lost before COMMIT"] = "drop 0 " .. COMMIT,
  ["a connection lost behind COMMIT"] = "drop_after 0 " .. COMMIT,
} do
  t.test("unload: " .. what .. " takes whole documents away or none", function()
    prepare()
    t.write(faults, list)
    t.rowan("unload", m.file, "--from", "17/a", "--to", "17/z", "--commit", "1")
    t.equal((t.read(faults):gsub("\n", "")), "")
    t.contains("17/a loaded 4, 17/b%2Fb loaded 3, 18/a loaded 5: 3 6 3; "
      .. "17/a unloaded 0, 17/b%2Fb loaded 3, 18/a loaded 5: 2 4 2; "
      .. "17/a unloaded 0, 17/b%2Fb unloaded 0, 18/a loaded 5: 1 3 1", found())
    t.exits(0, "unload", m.file, "--from", "17/a", "--to", "17/z")
    t.equal(found(), "17/a unloaded 0, 17/b%2Fb unloaded 0, 18/a loaded 5: 1 3 1")
  end)
end

t.test("unload and reload by key, run, version, and what is gone", function()
  prepare()
  local run = conn:query("SELECT run_id FROM rowan_run")[1].run_id
  t.contains(t.exits(0, "unload", m.file, "--key", "17/a", "--forget"), "1 document forgotten, 4 rows deleted")
  t.exits(0, "run", m.file, "--quiet")
  t.equal(found(), whole)
  t.exits(0, "reload", m.file, "--run", run, "--quiet")
  t.exits(0, "reload", m.file, "--version", "1", "--quiet")
  t.equal(found(), whole)
  conn:exec "DELETE FROM [again_docs] WHERE [batch] = 18"
  t.contains(t.exits(0, "unload", m.file, "--gone"), "1 document unloaded, 5 rows deleted")
  t.contains(t.exits(0, "unload", m.file, "--version", "1"), "2 documents unloaded, 7 rows deleted")
  t.equal(found(), "17/a unloaded 0, 17/b%2Fb unloaded 0, 18/a unloaded 0: 0 0 0")
end)

t.test("retry: a key is not taken for that with a blank at its end", function()
  prepare()
  pcall(conn.exec, conn, "DROP TABLE again_blank_docs")
  conn:exec "CREATE TABLE [again_blank_docs] ([no] nvarchar(10) NOT NULL PRIMARY KEY, [doc] nvarchar(max))"
  t.write("blank.lua", (t.read "again.lua":gsub("again_docs", "again_blank_docs"):gsub('bigint "batch", ', "")
    :gsub('source "batch"', 'bigint "@b"'):gsub('name = "again"', 'name = "blank"')))
  conn:insert("again_blank_docs", { "no", "doc" }, { { "a", "<r" }, { "a ", "<r" } })
  t.exits(1, "run", "blank.lua", "--quiet")
  t.contains(t.exits(0, "retry", "blank.lua", "--key", "a"), "1 document will be loaded again")
  t.equal(conn:query("SELECT doc_key FROM rowan_ledger WHERE feed = 'blank'"), { { doc_key = "a " } })
end)

t.finish()
