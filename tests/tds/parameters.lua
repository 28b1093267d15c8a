-- A statement of SQL Server has 2,100 parameters at most: tests/tds/server.py refuses one that has more, as it does
-- (8003). What is asked for by keys of many columns goes in several statements. tests/tds/run starts the server.

local t = dofile((arg[0]:gsub("tds/[^/]*$", "lua/lib.lua")))
local rowan = require "rowan"

local conn = rowan.odbc.connect(assert(os.getenv "ROWAN_CONNECT", "ROWAN_CONNECT is not set"))

local function prepare(file)
  for _, name in ipairs { "many_row", "many_docs", "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping",
                          "rowan_version" } do
    pcall(conn.exec, conn, "DROP TABLE " .. name)
  end
  t.exits(0, "init", file, "--tables")
  for _, statement in ipairs(conn:ddl("source", rowan.mapping.load(file))) do conn:exec(statement) end
end

-- How many rows there are, and of which texts.
local function found(column)
  local texts = {}
  for i, row in ipairs(conn:query(("SELECT DISTINCT [%s] AS a FROM [many_row]"):format(column))) do texts[i] = row.a end
  return conn:query("SELECT COUNT(*) AS n FROM [many_row]")[1].n .. " " .. table.concat(texts, " ")
end

t.test("a key of many columns is looked for in several statements", function()
  local columns, names = {}, {}
  for i = 1, 30 do
    names[i] = ("%q"):format("c" .. i)
    columns[i] = ('c%d = integer "@n"'):format(i)
  end
  t.write("wide.lua", ([[
return mapping { name = "wide", source = { table = "many_docs", key = bigint "id", document = "doc" },
  into "many_row" { each = "/o/c", key = { %s }, conflict = "update",
    columns = { %s, name = text(10) "@name" } } }
]]):format(table.concat(names, ", "), table.concat(columns, ", ")))
  prepare "wide.lua"
  local list = {}
  for i = 1, 150 do list[i] = ("<c n='%d' name='a'/>"):format(i) end
  local one = "<o>" .. table.concat(list) .. "</o>"
  conn:insert("many_docs", { "id", "doc" }, { { 1, one }, { 2, (one:gsub("'a'", "'b'")) } })
  t.exits(0, "run", "wide.lua", "--quiet", "--workers", "1", "--commit", "1")
  t.equal(found "name", "150 b")
end)

t.test("documents with a key of many columns are read again in several statements", function()
  t.write("parts.lua", [[
return mapping { name = "parts",
  source = { table = "many_docs", key = { text(4) "a", text(4) "b", text(4) "c", text(4) "d", text(4) "e" },
    document = "doc" },
  into "many_row" { each = "/o", key = { "a" }, columns = { a = source "a", b = source "b", c = source "c",
    d = source "d", e = source "e", shop = text(8) "@shop" } } }
]])
  prepare "parts.lua"
  local list = {}
  for i = 1, 450 do
    local n = tostring(i)
    list[i] = { n, n, n, n, n, "<o shop='a'/>" }
  end
  conn:insert("many_docs", { "a", "b", "c", "d", "e", "doc" }, list)
  t.exits(0, "run", "parts.lua", "--quiet", "--workers", "1")
  conn:exec("UPDATE [many_docs] SET [doc] = ?", "<o shop='b'/>")
  local run = conn:query("SELECT run_id FROM rowan_run")[1].run_id
  t.exits(0, "reload", "parts.lua", "--run", run, "--quiet", "--workers", "1")
  t.equal(found "shop", "450 b")
end)

t.finish()
