-- Rows that the mapping refuses fail alone: they are in rowan_reject, in the transaction of their document, and go with
-- its rows. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"

local text = [[
return mapping {
  name = "rejects", version = "%s", source = { table = "check_docs", key = "id", document = "doc" }, rejects = 3,
  into "check_row" {
    each = "/r/c", key = { "k", "no" }, bad_row = "%s",
    columns = { k = source "id", no = position(), n = %s "@n" },
    children = { into "check_line" {
      each = "d", key = { "k", "no", "i" }, bad_row = "reject",
      columns = { k = parent "k", no = parent "no", i = position(), v = text(3) { "@v", required = true } },
    } },
  },
}
]]

local function write_mapping(version, bad_row, type)
  t.write("rejects.lua", text:format(version, bad_row, type))
end

local tables = [[
CREATE TABLE check_row (k BIGINT NOT NULL, no INTEGER NOT NULL, n VARCHAR(20), PRIMARY KEY (k, no));
CREATE TABLE check_line (k BIGINT NOT NULL, no INTEGER NOT NULL, i INTEGER NOT NULL, v VARCHAR(20),
  PRIMARY KEY (k, no, i));
]]

local docs = {
  '<r><c n="1"><d v="a"/><d/><d v="c"/></c><c n="2"/></r>', -- a child is refused
  '<r><c n="1"/><c n="zwei ä"><d v="a"/><d v="b"/></c><c n="3"/></r>', -- a row with its children
  '<r><c n="x"/></r>', -- all of them
  '<r><c n="1"/><c n="a"/><c n="b"/><c n="c"/><c n="d"/></r>', -- too many
  '<r><c n="1"/></r>',
}

local function prepare()
  t.sql(t.docs .. tables)
  for id, doc in ipairs(docs) do t.conn:exec("INSERT INTO check_docs VALUES (?, ?)", id, doc) end
end


local function ledger()
  local list = {}
  for i, row in ipairs(t.conn:query [[
    SELECT doc_key, status, stored, rejected, reason FROM rowan_ledger ORDER BY doc_key]]) do
    list[i] = ("%s %s %d %d%s"):format(row.doc_key, row.status, row.stored, row.rejected,
      row.reason and " " .. row.reason or "")
  end
  return table.concat(list, ", ")
end

local function rejects()
  local list = {}
  for i, row in ipairs(t.conn:query [[
    SELECT doc_key, reject_no, table_name, row_no, place, column_name, bad_value, reason FROM rowan_reject
    ORDER BY doc_key, reject_no]]) do
    list[i] = table.concat({ row.doc_key, row.reject_no, row.table_name, row.row_no, row.place,
      row.column_name or "-", row.bad_value or "-", row.reason }, " ")
  end
  return table.concat(list, "\n")
end

local function numbers()
  return #t.conn:query "SELECT k FROM check_row" + #t.conn:query "SELECT k FROM check_line",
    #t.conn:query "SELECT doc_key FROM rowan_reject"
end

local function json(status, ...)
  return rowan.json.decode((t.exits(status, ...)))
end

local function case(name, body)
  t.drop("check_row", "check_line", "rowan_reject")
  t.case(name, body)
end

local whole = "1 loaded 4 1, 2 loaded 2 3, 3 failed 0 0 rejects, 4 failed 0 0 rejects, 5 loaded 1 0"
local second = [[
2 1 check_row 2 line 1, /r/c[2]/@n n zwei ä value
2 2 check_line 1 line 1, /r/c[2]/d[1] - - parent
2 3 check_line 2 line 1, /r/c[2]/d[2] - - parent]]

case("rows fail alone, with their children, and the others keep their numbers", function()
  prepare()
  write_mapping(1, "reject", "integer")
  t.exits(0, "init", "rejects.lua")
  t.contains(t.exits(0, "init", "rejects.lua"), "was there")
  local got = json(1, "run", "rejects.lua", "--json", "--quiet")
  t.equal({ got.loaded, got.failed, got.rejected, got.rows }, { 3, 2, 4, 7 })
  t.equal(ledger(), whole)
  t.equal(rejects(), "1 1 check_line 2 line 1, /r/c[1]/d[2] v - required\n" .. second)
  t.equal(t.conn:query("SELECT rejected AS n FROM rowan_run")[1].n, 4)
  t.equal(t.conn:query("SELECT COUNT(*) AS n FROM check_row WHERE k = 2 AND no = 3")[1].n, 1)
  t.contains(t.exits(0, "status", "rejects.lua", "--runs"), "rejected")
end)

case("they go with the document's rows, and come with them", function()
  prepare()
  write_mapping(1, "reject", "integer")
  t.exits(0, "init", "rejects.lua")
  t.exits(1, "run", "rejects.lua", "--quiet")
  t.contains(t.exits(0, "unload", "rejects.lua", "--key", "1"), "1 document unloaded, 4 rows")
  t.equal(rejects(), second)
  t.exits(0, "reload", "rejects.lua", "--key", "1", "--quiet")
  t.equal(ledger(), whole)
  t.equal({ numbers() }, { 7, 4 })
  -- a text that is refused leaves the older rows, and what was rejected of them
  t.conn:exec("UPDATE check_docs SET doc = '<r' WHERE id = 1")
  t.exits(1, "reload", "rejects.lua", "--key", "1", "--quiet")
  t.contains(ledger(), "1 stale 4 1 xml")
  t.equal({ numbers() }, { 7, 4 })
  t.exits(0, "unload", "rejects.lua", "--key", "1", "--forget")
  t.equal({ numbers() }, { 3, 3 })
  -- a mapping that takes the rows rejects none, and no longer needs the word
  write_mapping(2, "fail", "text(20)")
  t.exits(0, "reload", "rejects.lua", "--key", "2", "--quiet")
  t.contains(ledger(), "2 loaded 5 0")
  t.equal({ numbers() }, { 6, 0 })
end)

case("a ceiling of the run stops it", function()
  prepare()
  write_mapping(1, "reject", "integer")
  t.exits(0, "init", "rejects.lua")
  t.conn:exec "DELETE FROM check_docs WHERE id IN (3, 4)"
  t.exits(1, "run", "rejects.lua", "--quiet", "--max-rejected", "0", "--commit", "1", "--chunk", "1")
  t.exits(0, "run", "rejects.lua", "--quiet")
  t.equal({ numbers() }, { 7, 4 })
end)

case("without its table nothing begins", function()
  prepare()
  write_mapping(1, "fail", "integer")
  t.drop "rowan_reject"
  t.contains(t.exits(2, "check", "rejects.lua"), "there is no table rowan_reject")
end)

t.drop("check_row", "check_line", "rowan_reject")
t.finish()
