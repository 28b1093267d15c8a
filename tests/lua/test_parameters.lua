-- Values of parameters: from a script, a job and the command line.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

t.write("open.lua", [=[
return mapping {
  name = "open",
  parameters = { country = text(2), least = decimal(5, 2) { default = 1 }, all = boolean { default = false } },
  source = { table = "docs", key = "id", document = "doc" },
  into "r" {
    each = "/r/v", when = expr [[ $all or . >= $least ]],
    columns = { v = integer ".", country = parameter "country" },
  },
}]=])
t.write("doc.xml", "<r><v>1</v><v>0</v><v>5</v></r>")

local connect = "Driver=SQLite3;Database=parameters.db"

local function rows(m)
  local list = {}
  for i, row in ipairs(m:rows(t.read "doc.xml", { id = "1" })[1].rows) do
    list[i] = row[1] .. row[2]
  end
  return table.concat(list, " ")
end

t.test("a script sets them", function()
  t.equal(rows(rowan.mapping.load("open.lua", { set = { country = "SE" } })), "1SE 5SE")
  t.equal(rows(rowan.mapping.load("open.lua", { set = { country = "NO", least = 2.5 } })), "5NO")
  t.equal(rows(rowan.mapping.load("open.lua", { set = { country = "NO", least = 9, all = true } })), "1NO 0NO 5NO")
  t.raises('"x" is set, and is no parameter', rowan.mapping.load, "open.lua", { set = { x = 1 } })
  t.raises('parameters.least: the value given: "many" is not a decimal number', rowan.mapping.load, "open.lua",
    { set = { least = "many" } })
  t.raises("set.country must be a text, a number, true or false, not a table", rowan.mapping.load, "open.lua",
    { set = { country = {} } })
  t.raises("set.country holds a NUL", rowan.mapping.load, "open.lua", { set = { country = "S\0" } })
  t.raises("a value of set is not UTF-8", rowan.mapping.load, "open.lua", { set = { country = "\xff" } })
  t.raises("set is a table of name = value", rowan.mapping.load, "open.lua", { set = { "SE" } })
end)

t.test("what is not set is said, and is missed when rows are made", function()
  local m = rowan.mapping.load "open.lua"
  local of = {}
  for i, parameter in ipairs(m.parameters) do
    of[i] = ("%s %s %s %s"):format(parameter.name, parameter.type, parameter.value, parameter.default)
  end
  t.equal(of, { "all boolean false true", "country text(2) nil false", "least decimal(5,2) 1 true" })
  t.equal(m.tables[1].columns[2].from, "parameter")
  t.contains(m:plan_text(), "parameter country text(2)  not set\n")
  t.raises("open.lua:1: parameters.country: this parameter has no value", m.rows, m, "<r/>", { id = "1" })
  t.raises("open.lua:1: parameters.country: this parameter has no value", rowan.job, { mapping = m, connect = connect })
end)

t.test("a job sets them for its workers", function()
  local m = rowan.mapping.load("open.lua", { set = { country = "SE" } })
  local status, _, err = t.rowan("init", "open.lua", "--tables", "--connect", connect)
  t.equal({ status, err }, { 0, "" })
  local conn <close> = rowan.odbc.connect(connect)
  for _, statement in ipairs(conn:ddl("source", m, true)) do conn:exec(statement) end
  conn:insert("docs", { "id", "doc" }, { { 1, t.read "doc.xml" }, { 2, t.read "doc.xml" } })
  t.raises("parameters.least: the value given", rowan.job, { mapping = m, connect = connect, set = { least = "x" } })
  t.raises("set is a table of name = value", rowan.job, { mapping = m, connect = connect, set = "SE" })
  local result = rowan.job { mapping = m, connect = connect, set = { least = 5 }, workers = 1, chunk = 1,
    log_level = "error" }:run()
  t.equal({ result.loaded, result.rows }, { 2, 2 })
  t.equal(conn:query("SELECT DISTINCT v, country FROM r")[1], { v = 5, country = "SE" })
  t.equal(conn:query("SELECT parameters AS p FROM rowan_run")[1].p, '{"all":"false","country":"SE","least":"5"}')
end)

t.test("subcommands that make no rows need none", function()
  for _, words in ipairs { { "plan", "open.lua" }, { "ddl", "open.lua", "--dialect", "sqlite" },
    { "status", "open.lua", "--connect", connect }, { "retry", "open.lua", "--connect", connect } } do
    local status, _, err = t.rowan(table.unpack(words))
    t.equal({ status, err }, { 0, "" }, words[1])
  end
end)

t.test("diff gives each mapping what it has", function()
  t.write("older.lua", [=[
return mapping {
  name = "open", source = { table = "docs", key = "id", document = "doc", columns = { text(9) "sender" } },
  into "r" { each = "/r/v", columns = { v = integer ".", country = source "sender" } },
}]=])
  local status, out = t.rowan("diff", "older.lua", "open.lua", "doc.xml", "--set", "country=SE", "--set", "sender=SE")
  t.equal(status, 1)
  t.contains(out, [[  - r  v=5, country="SE"]])
  local code, _, err = t.rowan("diff", "older.lua", "open.lua", "doc.xml", "--set", "contry=SE")
  t.equal(code, 2)
  t.contains(err, "--set contry=SE: the mapping has no such parameter, and its source carries no such column")
end)

t.test("other commands of a mapping are named with its values", function()
  local conn <close> = rowan.odbc.connect(connect)
  conn:exec "UPDATE docs SET doc = '<r>'"
  conn:exec "DELETE FROM rowan_ledger"
  local _, out = t.rowan("run", "open.lua", "--set", "country=S'", "--quiet", "--connect", connect)
  t.contains(out, [[rowan status open.lua --set country='S'\''' --connect]])
end)

t.finish()
