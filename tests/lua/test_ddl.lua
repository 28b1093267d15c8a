-- rowan ddl: what it prints for each dialect, and what it refuses. Without a database.
--
-- tests/lua/ddl/DIALECT.sql is what `rowan ddl mappings/orders.lua --dialect DIALECT` prints.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local orders = t.root .. "mappings/orders.lua"

local function ddl(status, ...)
  local got, out, err = t.rowan("ddl", ...)
  t.equal(got, status, out .. err)
  return out, err
end

t.test("each dialect has its words", function()
  local names = table.move(rowan.odbc.dialects, 1, #rowan.odbc.dialects, 1, {})
  table.sort(names)
  t.equal(names, { "mariadb", "postgresql", "sqlite", "sqlserver" })
  for _, name in ipairs(names) do
    t.equal(ddl(0, orders, "--dialect", name), t.read(t.root .. "tests/lua/ddl/" .. name .. ".sql"), name)
  end
end)

t.test("a schema stands before all tables", function()
  for name, dot in pairs { postgresql = '"lake"."', mariadb = "`lake`.`", sqlserver = "[lake].[" } do
    local out = ddl(0, orders, "--dialect", name, "--schema", "lake")
    local count = 0
    for made in out:gmatch "CREATE TABLE ([^\n]*)" do
      t.contains(made, dot)
      count = count + 1
    end
    t.equal(count, 7, name)
    t.contains(out, "INSERT INTO " .. dot .. "rowan_version")
  end
end)

t.test("a dialect that is not there, or that only a driver knows", function()
  local _, err = ddl(2, orders, "--dialect", "oracle")
  t.contains(err, 'there is no dialect "oracle"; known are sqlserver, postgresql, sqlite, mariadb\n')
  _, err = ddl(2, orders, "--dialect", "generic")
  t.contains(err, "rowan init --tables --dry-run")
  _, err = ddl(2, orders)
  t.contains(err, "--dialect")
end)

t.test("what a mapping has that the database cannot have is told with its place", function()
  t.write("long.lua", ([[
return mapping {
  source = { table = "src", key = bigint "id", document = "doc" },
  into "%s" { each = "/a", columns = { x = text(3) "@x" } },
}]]):format(("n"):rep(64)))
  local out, err = ddl(2, "long.lua", "--dialect", "postgresql")
  t.equal(out, "")
  t.contains(err, "long.lua:3: table nnn")
  t.contains(err, "longer than the 63 bytes that PostgreSQL takes")
  ddl(0, "long.lua", "--dialect", "mariadb")
  t.write("wrong.lua", "return maping {}")
  local _, wrong = ddl(2, "wrong.lua", "--dialect", "sqlite")
  t.contains(wrong, "wrong.lua:1")
end)

t.test("scripts have a dialect as an object", function()
  local dialect = rowan.odbc.dialect "sqlserver"
  t.equal(dialect.dialect, "sqlserver")
  t.equal(dialect:quote("a]b", "s"), "[s].[a]]b]")
  t.contains(dialect:ddl("source", rowan.mapping.load(orders))[1], "CREATE TABLE [")
  t.raises("is empty", dialect.quote, dialect, "")
  t.raises('there is no dialect "oracle": known are', rowan.odbc.dialect, "oracle")
  t.raises("only the driver", rowan.odbc.dialect, "generic")
  t.raises("expected", dialect.quote, {}, "a")
end)

t.finish()
