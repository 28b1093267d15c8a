-- rowan.odbc, on an SQLite file

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local string = "Driver=SQLite3;Database=test.db"
local conn = rowan.odbc.connect(string)

conn:exec("CREATE TABLE kinds (id INTEGER PRIMARY KEY, t VARCHAR(100), d DECIMAL(9,2), r DOUBLE, b BLOB)")

t.test("the dialect", function() t.equal(conn.dialect, "sqlite") end)

t.test("values go in and come back", function()
  t.equal(conn:exec("INSERT INTO kinds (id, t) VALUES (?, ?)", 1, "ä€😀 'quoted' \"text\""), 1)
  t.equal(conn:exec("INSERT INTO kinds (id, t) VALUES (?, ?)", 2, nil), 1)
  t.equal(conn:exec("INSERT INTO kinds (id, t) VALUES (?, ?)", math.maxinteger, ""), 1)
  local rows = conn:query("SELECT id, t FROM kinds ORDER BY id")
  t.equal(rows, { { id = 1, t = "ä€😀 'quoted' \"text\"" }, { id = 2 }, { id = math.maxinteger, t = "" } })
end)

t.test("numbers are numbers", function()
  local row = conn:query("SELECT COUNT(*) AS n, 1.5 AS r FROM kinds")[1]
  t.equal(row.n, 3)
  t.equal(tonumber(row.r), 1.5)
end)

t.test("columns of one name are refused: a row by name would lose one", function()
  local message = t.raises("both called \"id\"", conn.query, conn, "SELECT a.id, b.t, b.id FROM kinds a, kinds b")
  t.contains(message, "columns 1 and 3 of the result are both called \"id\": give one another name with AS")
  t.raises("both called", conn.each, conn, "SELECT 1 AS x, 2 AS x")
  t.equal(conn:query "SELECT 1 AS x, 2 AS y", { { x = 1, y = 2 } })
end)

t.test("a name that is no column of the row is no NULL", function()
  local row = conn:query("SELECT id, t AS name FROM kinds WHERE t IS NULL")[1]
  t.equal({ row.id, row.name, row[1] }, { 2, nil, nil })
  t.raises('the row has no "nmae" (did you mean "name"?)', function() return row.nmae end)
  t.raises('the row has no "t"', function() return row.t end)
  row.seen = true
  t.equal({ row.seen, rowan.json.encode(row), next(row) ~= nil }, { true, '{"id":2,"seen":true}', true })
  for each in conn:each("SELECT id, t FROM kinds WHERE id = 2") do
    t.equal(each.t, nil)
    t.raises('the row has no "idd" (did you mean "id"?)', function() return each.idd end)
  end
end)

t.test("a row at a time", function()
  local seen = {}
  for row in conn:each("SELECT id FROM kinds WHERE id < ? ORDER BY id", 10) do seen[#seen + 1] = row.id end
  t.equal(seen, { 1, 2 })
end)

t.test("each may be left early, and another statement run", function()
  for _ = 1, 20 do
    local seen = 0
    for row in conn:each("SELECT id FROM kinds ORDER BY id") do
      seen = row.id
      if seen == 1 then break end
    end
    t.equal(seen, 1)
  end
  t.equal(#conn:query("SELECT id FROM kinds"), 3)
end)

t.test("each within each", function()
  local pairs_seen = 0
  for _ in conn:each("SELECT id FROM kinds") do
    for _ in conn:each("SELECT id FROM kinds") do pairs_seen = pairs_seen + 1 end
  end
  t.equal(pairs_seen, 9)
end)

t.test("long texts", function()
  local long = ("ä"):rep(300000)
  conn:exec("INSERT INTO kinds (id, t) VALUES (?, ?)", 50, long)
  t.equal(conn:query("SELECT t FROM kinds WHERE id = 50")[1].t == long, true)
end)

t.test("insert puts many rows at once", function()
  conn:exec("CREATE TABLE many (id INTEGER PRIMARY KEY, t VARCHAR(20))")
  local rows = {}
  for i = 1, 2500 do rows[i] = { i, i % 3 ~= 0 and "row " .. i or nil } end
  t.equal(conn:insert("many", { "id", "t" }, rows), 2500)
  local sum = conn:query("SELECT COUNT(*) AS n, COUNT(t) AS texts, SUM(id) AS s FROM many")[1]
  t.equal({ sum.n, sum.texts, sum.s }, { 2500, 1667, 3126250 })
end)

t.test("insert is one transaction", function()
  t.raises("", conn.insert, conn, "many", { "id", "t" }, { { 9001, "new" }, { 1, "is there" } })
  t.equal(conn:query("SELECT COUNT(*) AS n FROM many WHERE id > 9000")[1].n, 0)
  t.equal(conn:insert("many", { "id" }, {}), 0)
end)

t.test("a transaction commits", function()
  conn:transaction(function()
    conn:exec("INSERT INTO many (id) VALUES (10001)")
    conn:exec("INSERT INTO many (id) VALUES (10002)")
  end)
  t.equal(conn:query("SELECT COUNT(*) AS n FROM many WHERE id > 10000")[1].n, 2)
end)

t.test("a transaction that raises rolls back, and the error goes on", function()
  t.raises("on purpose", conn.transaction, conn, function()
    conn:exec("INSERT INTO many (id) VALUES (10003)")
    error("on purpose")
  end)
  t.equal(conn:query("SELECT COUNT(*) AS n FROM many WHERE id > 10002")[1].n, 0)
end)

t.test("names are quoted", function()
  t.equal(conn:quote("order"), '"order"')
  t.equal(conn:quote('a"b'), '"a""b"')
  conn:exec(("CREATE TABLE %s (%s INTEGER)"):format(conn:quote("select"), conn:quote("two words")))
  conn:insert("select", { "two words" }, { { 5 } })
  t.equal(conn:query('SELECT * FROM "select"'), { { ["two words"] = 5 } })
end)

t.test("mistakes are errors with a status", function()
  local ok, problem = pcall(conn.query, conn, "SELECT nonsense FROM nowhere")
  t.equal(ok, false)
  t.contains(problem.message, "nowhere")
  t.equal(type(problem.status), "string")
  t.raises("", conn.exec, conn, "INSERT INTO many (id) VALUES (?)", {})
  t.raises("", conn.exec, conn)
  t.raises("", conn.insert, conn, "no_such_table", { "id" }, { { 1 } })
end)

t.test("a key that is there is a duplicate", function()
  local ok, problem = pcall(conn.exec, conn, "INSERT INTO many (id) VALUES (1)")
  t.equal(ok, false)
  t.equal(problem.status, "duplicate")
end)

t.test("a statement after a mistake works", function() t.equal(conn:query("SELECT 1 AS one")[1].one, 1) end)

t.test("closed is closed", function()
  local other
  do
    local inner <close> = rowan.odbc.connect(string)
    other = inner
    t.equal(#inner:query("SELECT 1 AS x"), 1)
  end
  t.raises("closed", other.query, other, "SELECT 1")
  other:close()
  other:close()
end)

t.test("an iterator outlives the names it came from", function()
  local step, state, first = rowan.odbc.connect(string):each("SELECT id FROM many WHERE id < 5 ORDER BY id")
  collectgarbage()
  local seen = 0
  for _ in step, state, first do
    seen = seen + 1
    collectgarbage()
  end
  t.equal(seen, 4)
end)

t.test("a connection that cannot be made is an error without its password", function()
  local ok, problem = pcall(rowan.odbc.connect, "Driver=No such driver;Database=x", "verysecret")
  t.equal(ok, false)
  t.equal(problem.status, "config")
  t.equal(tostring(problem):find("verysecret", 1, true), nil)
  t.raises("", rowan.odbc.connect)
  t.raises("", rowan.odbc.connect, "")
end)

-- What a mapping needs of a database.
t.write("notes.lua", [[
return mapping {
  name = "notes",
  source = { table = "docs", key = "id", document = "doc" },
  into "note" { each = "/Note", key = { "id" }, columns = { id = source "id", body = text(20) "." } },
}
]])
local m = rowan.mapping.load("notes.lua")

t.test("tables of a mapping: made, and found to fit", function()
  for _, kind in ipairs { "source", "target" } do
    for _, statement in ipairs(conn:ddl(kind, m)) do conn:exec(statement) end
    for _, statement in ipairs(conn:ddl(kind, m, true)) do conn:exec(statement) end
  end
  t.equal(t.rowan("init", "notes.lua", "--connect", string), 0)
  local errors = {}
  for _, finding in ipairs(conn:check(m)) do
    if finding.severity == "error" then errors[#errors + 1] = finding.message end
  end
  t.equal(errors, {})
  t.equal(#conn:query("SELECT * FROM note"), 0)
  t.contains(conn:pager_sql(m), "docs")
end)

t.test("documents that are files have no table", function()
  t.write("files.lua", [[
return mapping { source = { files = "*.xml" }, into "f" { each = "/R", columns = { x = text(3) "@x" } } }
]])
  local files, why = rowan.mapping.load("files.lua"), "documents are files, not in a table"
  for _, object in ipairs { conn, rowan.odbc.dialect "sqlite" } do
    t.raises(why, object.ddl, object, "source", files)
  end
  t.raises(why, conn.pager_sql, conn, files)
  t.raises(why, conn.count_documents, conn, files)
end)

t.test("check names what does not fit, and what fixes it", function()
  conn:exec("DROP TABLE note")
  conn:exec("CREATE TABLE note (id INTEGER PRIMARY KEY, other VARCHAR(20))")
  t.equal(conn:check(m), { {
    severity = "error", file = "notes.lua", line = 4, table = "note", column = "body",
    message = "the table has no such column", kind = "the table has no such column",
    fix = 'ALTER TABLE "note" ADD COLUMN "body" VARCHAR(20);',
  } })
  conn:exec(conn:check(m)[1].fix)
  t.equal(conn:check(m), {})
  conn:exec("DROP TABLE rowan_run")
  t.equal(conn:check(m), { {
    severity = "error", file = "notes.lua", table = "rowan_ledger",
    message = "there is no table rowan_run; rowan init makes it",
    kind = "there is no table rowan_run; rowan init makes it", fix = "rowan init notes.lua",
  } })
end)

conn:close()
t.test("a connection that cannot be made is named, its password is not", function()
  t.raises("no_such_source: connect:", rowan.odbc.connect, "no_such_source")
  local message = t.raises("Database=/no/such/x.db;PWD=***: connect:", rowan.odbc.connect,
    "Driver=SQLite3;Database=/no/such/x.db;PWD=geheim")
  t.equal(message:find("geheim", 1, true), nil)
  t.write("named.lua", [[
return mapping { source = { table = "t", key = "id", document = "d" },
  into "r" { each = "/r", columns = { id = source "id" } } }
]])
  local _, _, err = t.rowan("run", "named.lua", "--quiet", "--connect",
    "Driver=SQLite3;Database=/no/such/x.db;PWD=geheim")
  t.contains(err, "/no/such/x.db;PWD=***: connect:")
  t.equal(err:find("geheim", 1, true), nil)
end)

t.finish()
