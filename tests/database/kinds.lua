-- Documents that are not the mapping's kind: skipped, counted apart, and not tried again before somebody asks.
-- tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

local text = [[
return mapping {
  name = "kinds", version = "%s", source = { table = "check_docs", key = "id", document = "doc" },
  %s
  into "check_row" {
    each = "/r/c", key = { "k", "no" }, columns = { k = source "id", no = position(), n = integer "@n" },
  },
}
]]

local function write_mapping(version, kind)
  t.write("kinds.lua", text:format(version, kind))
end

local function prepare()
  t.sql(t.docs .. "CREATE TABLE check_row (k BIGINT NOT NULL, no INTEGER NOT NULL, n INTEGER, PRIMARY KEY (k, no));\n")
  for id, doc in ipairs { '<r kind="A"><c n="1"/><c n="2"/></r>', '<r kind="Ж"><c n="3"/></r>', '<r kind="A"/>',
    '<r kind="A"><c n="x"/></r>', '<r kind="Ж"><c n="5"/></r>', "<r" } do
    t.conn:exec("INSERT INTO check_docs VALUES (?, ?)", id, doc)
  end
end

local function ledger()
  local list = {}
  for i, row in ipairs(t.conn:query "SELECT doc_key, status, reason, stored FROM rowan_ledger ORDER BY doc_key") do
    list[i] = ("%s %s %s %d"):format(row.doc_key, row.status, row.reason or "-", row.stored)
  end
  return table.concat(list, ", ")
end

local function json(status, ...)
  return rowan.json.decode((t.exits(status, ...)))
end

local only_a = [[when = expr [=[ /r/@kind = 'A' ]=], nothing = "skip",]]
local only_zh = [[when = expr [=[ /r/@kind = 'Ж' ]=], nothing = "skip",]]

local function case(name, body)
  t.drop "check_row"
  t.case(name, body)
end

case("documents of another kind are skipped, counted apart, and no failure", function()
  prepare()
  write_mapping(1, only_zh)
  local got = json(1, "run", "kinds.lua", "--json", "--quiet")
  t.equal({ got.loaded, got.failed, got.skipped, got.rows }, { 2, 1, 3, 2 })
  t.equal(ledger(), "1 skipped when 0, 2 loaded - 1, 3 skipped when 0, 4 skipped when 0, 5 loaded - 1, 6 failed xml 0")
  local run = t.conn:query "SELECT loaded, failed, skipped FROM rowan_run"[1]
  t.equal({ run.loaded, run.failed, run.skipped }, { 2, 1, 3 })
  local out = t.exits(0, "run", "kinds.lua", "--quiet")
  t.contains(out, "nothing to load")
  out = t.exits(0, "status", "kinds.lua", "--runs")
  t.contains(out, "skipped")
  t.contains(out, "when")
  t.equal(json(0, "status", "kinds.lua", "--runs", "--json").runs[1].skipped, 0)
end)

case("a run without a failure that skips all succeeds, and says what it skipped", function()
  prepare()
  write_mapping(1, [[when = expr [=[ exists(/q) ]=],]])
  t.conn:exec "DELETE FROM check_docs WHERE id = 6"
  local out = t.exits(0, "run", "kinds.lua", "--quiet")
  t.contains(out, "skipped")
  t.contains(out, 'mapping.when "/q"')
end)

case("a changed mapping tries them again when it is asked to", function()
  prepare()
  write_mapping(1, only_zh)
  t.exits(1, "run", "kinds.lua", "--quiet")
  write_mapping(2, only_a)
  local _, err = t.exits(2, "retry", "kinds.lua", "--key", "1")
  t.contains(err, "--key 1: the document is skipped; say --status skipped")
  t.contains(t.exits(0, "retry", "kinds.lua", "--status", "skipped", "--reason", "when"), "3 documents will be loaded")
  t.exits(1, "run", "kinds.lua", "--quiet")
  t.equal(ledger(),
    "1 loaded - 2, 2 loaded - 1, 3 skipped nothing 0, 4 failed value 0, 5 loaded - 1, 6 failed xml 0")
end)

case("reload asks anew: rows of what is none any more go, and what is one now is loaded", function()
  prepare()
  write_mapping(1, only_zh)
  t.exits(1, "run", "kinds.lua", "--quiet")
  write_mapping(2, only_a)
  local got = json(1, "reload", "kinds.lua", "--version", "1", "--json", "--quiet")
  t.equal({ got.loaded, got.failed, got.skipped, got.rows }, { 1, 1, 3, 2 })
  t.equal(ledger(),
    "1 loaded - 2, 2 skipped when 0, 3 skipped nothing 0, 4 failed value 0, 5 skipped when 0, 6 failed xml 0")
  t.equal(t.conn:query("SELECT COUNT(*) AS n FROM check_row")[1].n, 2)
  t.contains(t.exits(0, "unload", "kinds.lua", "--from", "1"), "1 document unloaded, 2 rows")
  t.contains(t.exits(0, "unload", "kinds.lua", "--from", "1", "--forget"), "4 documents forgotten, 0 rows")
  t.equal(ledger(), "4 failed value 0, 6 failed xml 0")
end)

t.drop "check_row"
t.finish()
