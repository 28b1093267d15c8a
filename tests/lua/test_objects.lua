-- What a script's slips with objects of rowan say: names that they lack, calls without the colon, operators.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local connect = "Driver=SQLite3;Database=objects.db"
local orders = rowan.home .. "/mappings/orders.lua"
local m = rowan.mapping.load(orders)
local conn = rowan.odbc.connect(connect)
local doc = rowan.xml.parse("<a><b/></a>")
local objects = {
  mapping = m, connection = conn, document = doc, node = doc:nodes("//b")[1],
  job = rowan.job { mapping = m, connect = connect }, dialect = rowan.odbc.dialect "sqlite",
}

t.test("a name that an object lacks is no nil, and the nearest is told", function()
  local slips = {
    mapping = { rws = "rows", feeed = "feed", plantext = "plan_text", tabels = "tables" },
    connection = { qury = "query", transacton = "transaction", dialct = "dialect" },
    document = { nods = "nodes", closse = "close" },
    node = { nme = "name", nodess = "nodes", lines = "line" },
    job = { rnu = "run" },
    dialect = { quot = "quote", dll = "ddl" },
  }
  for what, object in pairs(objects) do
    for slip, meant in pairs(slips[what]) do
      t.raises(('a %s has no "%s" (did you mean "%s"?)'):format(what, slip, meant), function() return object[slip] end)
    end
    t.raises(("a %s has no \"everything\""):format(what), function() return object.everything end)
    t.raises(("a %s has no \"1\""):format(what), function() return object[1] end)
    t.raises(("a %s has no \"table\""):format(what), function() return object[{}] end)
  end
end)

t.test("a method without its colon, or on something else", function()
  t.raises("rows is called behind a colon, mapping:rows(...); what stands before it here is a text", function()
    m.rows("<a/>")
  end)
  t.raises("query is called behind a colon, connection:query(...)", function() conn.query("SELECT 1") end)
  t.raises("get is called behind a colon, document:get(...)", function() doc.get("b") end)
  t.raises("run is called behind a colon, job:run(...); what stands before it here is nil", function()
    objects.job.run()
  end)
  t.raises("ddl: argument 2 is a connection; a mapping is expected", function() conn:ddl("target", conn) end)
  t.raises("a mapping is expected as argument 1, not a number", m.rows, 3)
end)

t.test("what cannot be done with an object is said in words", function()
  for what, object in pairs(objects) do
    local function refused(wanted, body)
      t.raises(wanted:format(what), body)
    end
    refused("a %s is no function: what it does stands behind a colon", function() object() end)
    refused("a %s is no text: .. joins texts and numbers only", function() return "a" .. object end)
    refused("a %s is no number, so nothing is calculated with it", function() return object + 1 end)
    refused("a %s has no order", function() return object < object end)
    refused("a %s is no table: it has no entries", function() return #object end)
    refused("a %s is no table: it has no entries", function() return pairs(object) end)
    refused('a %s cannot be changed: "x" cannot be set', function() object.x = 1 end)
    t.contains(tostring(object), what)
  end
end)

t.test("settings and words that are not there", function()
  t.raises('rowan.mapping.load has no setting "schem" (did you mean "schema"?)', rowan.mapping.load, orders,
    { schem = "x", zzz = 1 })
  t.raises("table expected, got number", rowan.mapping.load, orders, 3)
  t.raises('"target" or "source" is expected, not "targt"', conn.ddl, conn, "targt", m)
  t.raises('"both", "source" or "target" is expected, not "soruce"', rowan.odbc.connect, connect, "", "soruce")
  t.raises("a mapping cannot be a parameter of a statement", conn.query, conn, "SELECT ?", m)
  t.raises("connect must be a string, not a connection", rowan.job, { mapping = m, connect = conn })
  t.raises("table expected, got number", doc.get, doc, "b", 3)
end)

t.test("results and events have the fields of the docs, and no others", function()
  local columns = {}
  conn:exec("CREATE TABLE order_xml (id INTEGER PRIMARY KEY, document TEXT)")
  for _, statement in ipairs(conn:ddl("target", m, true)) do conn:exec(statement) end
  t.equal(select(1, t.rowan("init", orders, "--connect", connect, "--tables")), 0)
  local result = rowan.job { mapping = m, connect = connect, on_event = function(event)
    columns[event.kind] = event.key == nil and event.message == nil
    t.raises('an event has no "knid" (did you mean "kind"?)', function() return event.knid end)
  end }:run()
  t.equal({ result.outcome, result.message, result.signal, columns.done }, { "done", nil, nil, true })
  t.raises('a run\'s result has no "faild" (did you mean "failed"?)', function() return result.faild end)
end)

t.test("an error object joins with a text", function()
  local ok, problem = pcall(m.rows, m, "<a")
  t.equal({ ok, "failed: " .. problem, problem .. "!" },
    { false, "failed: " .. problem.message, problem.message .. "!" })
end)

t.test("Lua's own messages in a script that nobody catches are in the same words as in a mapping", function()
  local function told(line)
    t.write("slip.lua", 'local rowan = require "rowan"\n' .. line)
    local status, _, err = t.rowan("./slip.lua")
    t.contains(err, "traceback")
    t.equal(status, 70)
    return err
  end
  t.contains(told "rowan.xml.parse(rowan.odbc.dialect 'sqlite')",
    "rowan: ./slip.lua:2: parse: argument 1 is a dialect; a text is expected\n")
  t.contains(told "rowan.xml.parse()", "rowan: ./slip.lua:2: parse: argument 1 is missing; a text is expected\n")
  t.contains(told "print(pairs(rowan.odbc.dialect 'sqlite'))", "rowan: ./slip.lua:2: a dialect is no table")
  t.contains(told "error('the row \"x\" is ' .. ('long '):rep(2000) .. 'end')", "long end\n")
end)

t.finish()
