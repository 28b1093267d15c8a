-- Scripts that do what one should not: nothing crashes, nothing is lost in silence.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local function connect()
  return rowan.odbc.connect("Driver=SQLite3;Database=hostile.db")
end

local ok, c = pcall(connect)
local has_database = ok

-- ---- json ----

t.test("only what json.array marked is an array", function()
  local _, problem = pcall(rowan.mapping.load, "none.lua")
  local text = rowan.json.encode(problem)
  t.contains(text, '"status":"mapping"')
  t.equal(rowan.json.encode(setmetatable({}, { __name = "list" })), "{}")
  t.equal(rowan.json.encode(rowan.json.array {}), "[]")
end)

t.test("nothing of a table is lost on the way to JSON", function()
  t.raises("cannot be written", rowan.json.encode, { 1, 2, n = 2 })
  t.raises("cannot be written", rowan.json.encode, { 1, nil, 3 })
  t.raises("cannot be written", rowan.json.encode, { [true] = 1 })
  t.raises("cannot be written", rowan.json.encode, { ["a\0b"] = 1 })
  t.equal(rowan.json.encode { [2.5] = 1, [10] = 2 }, '{"10":2,"2.5":1}')
  t.equal(rowan.json.encode "a\0b", [["a\u0000b"]])
  local deep = {}
  for _ = 1, 200 do deep = { deep } end
  t.raises("nested too deep", rowan.json.encode, deep)
  deep = {}
  deep.self = deep
  t.raises("nested too deep", rowan.json.encode, deep)
end)

t.test("JSON nested as deep as it gets", function()
  local text = ("["):rep(1000) .. ("]"):rep(1000)
  t.equal(type(rowan.json.decode(text)), "table")
  t.raises("line 1", rowan.json.decode, ("["):rep(100000))
end)

-- ---- xml ----

t.test("a document that was collected by hand is closed", function()
  local document = rowan.xml.parse("<a><b>1</b></a>")
  local node = document:nodes("//b")[1]
  getmetatable(document).__gc(document)
  getmetatable(document).__gc(document)
  t.raises("the document is closed", document.get, document, "a")
  t.raises("the document is closed", node.get, node, ".")
  t.raises("the document is closed", function() return node.text end)
end)

t.test("nodes keep their document", function()
  local node = rowan.xml.parse("<a><b>1</b><b>2</b></a>"):nodes("a/b")[2]
  for _ = 1, 50 do
    collectgarbage()
    rowan.xml.parse("<x>" .. ("y"):rep(1000) .. "</x>")
  end
  t.equal(node.text, "2")
  t.equal(node:get("../b[1]"), "1")
end)

t.test("a path with a NUL is refused, not cut", function()
  local document = rowan.xml.parse("<a/>")
  t.raises("NUL", document.get, document, "a\0[")
end)

-- ---- mapping ----

local mapping = [[
return mapping {
  source = { table = "docs", key = "id", document = "doc", columns = { text(9) "sender" } },
  into "t" { each = "/r", columns = { id = source "id", sender = source "sender", v = text "v" } },
}
]]

t.test("json.null is NULL", function()
  t.write("m.lua", mapping)
  local m = rowan.mapping.load("m.lua")
  local rows = assert(m:rows("<r/>", { id = 1, sender = rowan.json.null }))
  t.equal(rows[1].rows, { { 1 } })
end)

t.test("a value that raises while it becomes text", function()
  t.write("m.lua", mapping)
  local m = rowan.mapping.load("m.lua")
  local bad = setmetatable({}, { __tostring = function() error("no text") end })
  for _ = 1, 20 do t.raises("no text", m.rows, m, "<r/>", { id = bad }) end
end)

t.test("a mapping may be collected while its plan is used", function()
  t.write("m.lua", mapping)
  for i = 1, 20 do
    local rows = rowan.mapping.load("m.lua"):rows("<r><v>x</v></r>", { id = i })
    collectgarbage()
    t.equal(rows[1].rows[1][3], "x")
  end
end)

t.test("functions that do not end are stopped, also when they catch it, and those after them are not", function()
  t.write("loops.lua", [[
    local function loop(n)
      if n == "1" then while true do end end
      while n == "2" do pcall(function() while true do end end) end
      return n
    end
    return mapping {
      name = "loops",
      source = { table = "docs", key = bigint "id", document = "doc" },
      into "t" { each = "/r", key = { "id" }, columns = { id = source "id", n = text(9) { "@n", via = loop } } },
    }]])
  local m = rowan.mapping.load("loops.lua", { call_seconds = 0.2 })
  for _ = 1, 2 do
    for _, n in ipairs { "1", "2" } do
      local made, problem = pcall(m.rows, m, ("<r n='%s'/>"):format(n), { id = "1" })
      t.equal(made, false)
      t.equal(problem.reason, "script")
      t.contains(problem.message, "loops.lua:")
      t.contains(problem.message, "the function has not ended after 0.2 seconds: does a loop never end?")
    end
    t.equal(m:rows("<r n='3'/>", { id = "1" })[1].rows, { { 1, "3" } })
  end
  t.equal(rowan.mapping.load("loops.lua", { schema = "other" }).target.schema, "other")
  t.raises("call_seconds must be a number from 0.1", rowan.mapping.load, "loops.lua", { call_seconds = "long" })
end)

t.test("error objects whose fields were changed", function()
  local _, problem = pcall(rowan.mapping.load, "none.lua")
  problem.message, problem.code = nil, 12345
  t.equal(pcall(error, problem), false)
  t.write("bad.lua", [[local rowan = require "rowan"
local _, problem = pcall(rowan.mapping.load, "none.lua")
problem.message = nil
error(problem)]])
  local status, _, err = t.rowan("bad.lua")
  t.equal(status, 2)
  t.contains(err, "(no message)")
  t.write("bad.lua", "error(setmetatable({}, { __tostring = function() return 'my own' end }))")
  status, _, err = t.rowan("bad.lua")
  t.equal(status, 70)
  t.contains(err, "my own")
end)

-- ---- job ----

t.test("settings of a job that no machine has", function()
  t.write("m.lua", mapping)
  local m = rowan.mapping.load("m.lua")
  local nowhere = "DSN=none"
  t.raises("workers must be a whole number from 1 to 256, not 1099511627776", rowan.job,
    { mapping = m, connect = nowhere, workers = 1 << 40 })
  t.raises("from must be a string", rowan.job, { mapping = m, connect = nowhere, from = {} })
  t.raises("NUL", rowan.job, { mapping = m, connect = nowhere, from = "a\0b" })
end)

-- ---- odbc ----

if has_database then
  t.test("integers beyond 64 bits stay texts", function()
    local row = c:query("SELECT 9223372036854775807 AS a, '9223372036854775808' AS b")[1]
    t.equal(row.a, math.maxinteger)
    t.equal(tostring(row.b), "9223372036854775808")
  end)

  t.test("texts with a NUL are refused where they would be cut", function()
    t.raises("NUL", c.exec, c, "DROP TABLE nothing\0 IF EXISTS")
    t.raises("NUL", c.quote, c, "a\0b")
    t.raises("NUL", c.quote, c, "a", "b\0")
    t.raises("NUL", rowan.odbc.connect, "DSN=x\0y")
    t.raises("NUL", rowan.mapping.load, "m.lua\0.txt")
  end)

  t.test("a row that is too long for its columns", function()
    c:exec("CREATE TABLE pairs (a INTEGER, b INTEGER)")
    local rows = { { 1, 2 }, { 1, 2, 3 } }
    t.raises("row 2 has more values than there are columns", c.insert, c, "pairs", { "a", "b" }, rows)
    t.raises("cannot be a parameter", c.insert, c, "pairs", { "a", "b" }, { { 1, {} } })
    t.equal(c:insert("pairs", { "a", "b" }, { { 1 }, { nil, 2 } }), 2)
    t.equal(c:query("SELECT COUNT(*) AS n FROM pairs")[1].n, 2)
  end)

  -- A finalizer that closes the connection in the middle of a query on it.
  t.test("a connection closed by the collector under a query", function()
    for i = 1, 30 do
      local mine = connect()
      setmetatable({}, { __gc = function() mine:close() end })
      local rows = 0
      local fine, problem = pcall(function()
        for _ in mine:each("SELECT a.a FROM pairs a, pairs b, pairs d, pairs e, pairs f, pairs g, pairs h") do
          rows = rows + 1
          if rows == i then collectgarbage() end
        end
      end)
      if not fine then t.contains(tostring(problem), "closed") end
      mine:close()
      t.raises("the connection is closed", mine.query, mine, "SELECT 1")
    end
  end)

  t.test("results outlive nothing", function()
    local mine = connect()
    local step = mine:each("SELECT 1 AS one UNION SELECT 2")
    t.equal(step().one, 1)
    mine:close()
    t.raises("closed", step)
    t.equal(step(), nil)
    collectgarbage()
    connect():each("SELECT 1 AS one") -- both are dropped at once, in any order
    collectgarbage()
    collectgarbage()
  end)

  t.test("a failed statement holds nothing", function()
    for _ = 1, 300 do t.raises("", c.exec, c, "INSERT INTO nowhere VALUES (1)") end
    c:exec("DROP TABLE pairs")
  end)

  t.test("transactions: nested, closed inside, errors of any kind", function()
    c:exec("CREATE TABLE kept (a INTEGER)")
    t.raises("a transaction is open already", c.transaction, c, function()
      c:exec("INSERT INTO kept VALUES (1)")
      c:transaction(function() end)
    end)
    local value = {}
    local fine, problem = pcall(c.transaction, c, function()
      c:exec("INSERT INTO kept VALUES (2)")
      error(value)
    end)
    t.equal(fine, false)
    t.equal(problem == value, true)
    t.equal(select("#", c:transaction(function() return nil, nil, nil end)), 3)
    t.equal(c:query("SELECT COUNT(*) AS n FROM kept")[1].n, 0)
    local mine = connect()
    t.raises("closed inside its transaction", mine.transaction, mine, function()
      mine:exec("INSERT INTO kept VALUES (3)")
      mine:close()
    end)
    local thread = coroutine.wrap(function() c:transaction(function() coroutine.yield() end) end)
    t.raises("yield", thread)
    t.equal(c:query("SELECT COUNT(*) AS n FROM kept")[1].n, 0)
    c:exec("DROP TABLE kept")
  end)
  c:close()
end

t.finish()
