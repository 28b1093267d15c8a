-- What the tests of `rowan check` share, on the database of $ROWAN_CONNECT: tables that are dropped before each test,
-- findings as one text, and the statements that findings name.
--
--   local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

t.sources "check_doc"
t.sqlite, t.postgresql, t.mariadb =
  t.conn.dialect == "sqlite", t.conn.dialect == "postgresql", t.conn.dialect == "mariadb"

t.sqlserver = t.conn.dialect == "sqlserver"
-- Which writes constraints in PostgreSQL's way, and cannot make some.
t.babelfish = t.sqlserver and t.conn:query("SELECT @@VERSION AS v")[1].v:find "Babelfish" ~= nil

-- Words for types that SQL Server has others for, or takes for something else.
local other_types = { VARCHAR = "nvarchar", TEXT = "nvarchar(max)", TIMESTAMP = "datetime2(6)", BOOLEAN = "bit",
  BLOB = "varbinary(max)", DOUBLE = "float" }

-- A CREATE TABLE as the database takes it.
function t.words(statement)
  if not t.sqlserver or not statement:find "^CREATE TABLE" then return statement end
  return (statement:gsub("DOUBLE PRECISION", "DOUBLE"):gsub("%u+", other_types))
end

-- Run statements, separated by semicolons at the ends of lines.
function t.sql(text)
  for statement in (text .. "\n"):gmatch("%s*(.-);%s*\n") do t.conn:exec(t.words(statement)) end
end

function t.drop(...)
  if t.mariadb then t.conn:exec "SET foreign_key_checks = 0" end
  for _, name in ipairs { ... } do
    pcall(t.conn.exec, t.conn, "DROP VIEW " .. name)
    pcall(t.conn.exec, t.conn, "DROP TABLE " .. name .. (t.postgresql and " CASCADE" or ""))
  end
  if t.mariadb then t.conn:exec "SET foreign_key_checks = 1" end
end

function t.mapping(file, text)
  t.write(file, text)
  return rowan.mapping.load(file)
end

-- "error 12 table.column: message", its statements indented below it. Quotes of MariaDB become those of the others.
local function findings_of(m, through)
  local lines = {}
  for i, f in ipairs((through or t.conn):check(m)) do
    t.equal(f.file, m.file)
    lines[i] = ("%s %s %s%s: %s\n%s"):format(f.severity, f.line or "-", f.table, f.column and "." .. f.column or "",
      f.message, f.fix and "    " .. f.fix:gsub("\n", "\n    ") .. "\n" or "")
  end
  return (table.concat(lines):gsub("`", '"'))
end

function t.expect(m, wanted, through)
  local got = findings_of(m, through)
  if got ~= wanted then error(("wanted\n%s\ngot\n%s"):format(wanted, got), 2) end
end

-- Run every statement that the findings name.
function t.fix(m, through)
  for _, f in ipairs((through or t.conn):check(m)) do
    for statement in (f.fix or ""):gmatch("(%u.-);") do t.conn:exec(statement) end
  end
end

-- Lines of { finding, postgresql = its statement, mariadb = , sqlite = }: false where a database finds no such thing.
t.anew = "-- SQLite cannot change a column: make the table anew and copy its rows"
function t.findings(list)
  local lines = {}
  for _, line in ipairs(list) do
    local statement = t.by_dialect(line)
    if statement ~= false then
      lines[#lines + 1] = line[1] .. "\n" .. (statement and "    " .. statement .. "\n" or "")
    end
  end
  return table.concat(lines)
end

-- A source table that fits.
t.docs = "CREATE TABLE check_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT);\n"

local tables = { "check_line", "check_order", "check_customer", "check_row", "check_wide", "check_docs", "check_doc",
  "check_all" }

-- Make the ledger.
function t.init()
  t.write("ledger.lua", [[
return mapping {
  source = { table = "x", key = "id", document = "d" },
  into "y" { each = "/y", columns = { id = source "id" } },
}
]])
  t.exits(0, "init", "ledger.lua")
end

-- No table of another test is there, and an empty ledger is.
function t.case(name, body)
  t.test(name, function()
    t.drop(table.unpack(tables))
    t.drop("rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version")
    t.init()
    body()
  end)
end

local finish = t.finish
function t.finish()
  t.drop(table.unpack(tables))
  t.drop("rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version")
  finish()
end

return t
