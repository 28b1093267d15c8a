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
t.on_babelfish = t.babelfish(t.target_conn)
-- Statements that change a column can be run.
t.alters = not t.sqlite and not t.on_babelfish

function t.skip_alters()
  if t.on_babelfish then t.skip("statements that change a column", "Babelfish has no NULL in ALTER COLUMN") end
end

-- Run statements, separated by semicolons at the ends of lines.
function t.sql(text)
  for statement in (text .. "\n"):gmatch("%s*(.-);%s*\n") do t.conn:exec(statement) end
end

-- Foreign keys that lead to a table keep it from being dropped.
local function drop_keys_to(name)
  for _, key in ipairs(t.target_conn:query(("SELECT OBJECT_NAME(parent_object_id) AS tab, name FROM sys.foreign_keys \z
      WHERE referenced_object_id = OBJECT_ID('%s')"):format(name))) do
    t.target_conn:exec(("ALTER TABLE %s DROP CONSTRAINT %s"):format(key.tab, key.name))
  end
end

local function drop_table(name)
  local good, message = pcall(t.conn.exec, t.conn, "DROP TABLE " .. name .. (t.postgresql and " CASCADE" or ""))
  message = tostring(message)
  if good or not t.sqlserver or not (message:find "depend" or message:find "FOREIGN KEY") then return end
  drop_keys_to(name)
  t.conn:exec("DROP TABLE " .. name)
end

function t.drop(...)
  if t.mariadb then t.conn:exec "SET foreign_key_checks = 0" end
  for _, name in ipairs { ... } do
    pcall(t.conn.exec, t.conn, "DROP VIEW " .. name)
    drop_table(name)
  end
  if t.mariadb then t.conn:exec "SET foreign_key_checks = 1" end
end

-- Babelfish finds a sequence in brackets only behind its schema.
local function numbered(text)
  if not t.on_babelfish or not text:find "sequence" then return text end
  return (text:gsub("source = {", 'target = { schema = "dbo" }, source = {', 1))
end

function t.mapping(file, text)
  text = numbered(text)
  t.write(file, text)
  return rowan.mapping.load(file)
end

-- "error 12 table.column: message", its statements indented below it. Quotes of MariaDB and brackets of SQL Server
-- become those of the others.
local function findings_of(m, through)
  local lines = {}
  for i, f in ipairs((through or t.conn):check(m)) do
    t.equal(f.file, m.file)
    lines[i] = ("%s %s %s%s: %s\n%s"):format(f.severity, f.line or "-", f.table, f.column and "." .. f.column or "",
      f.message, f.fix and "    " .. f.fix:gsub("\n", "\n    ") .. "\n" or "")
  end
  local text = table.concat(lines):gsub("`", '"')
  if not t.sqlserver then return text end
  text = text:gsub("%[([%w_]+)%]", '"%1"')
  -- Babelfish has a collation of its own beside that of the database, and puts the table behind an index's name.
  return (text:gsub(" COLLATE bbf_unicode_cp1_ci_as", ""):gsub("(check_few)check_line%x+", "%1"))
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

-- T-SQL of a statement of PostgreSQL's that rowan prints.
function t.from_postgresql(statement)
  local types = { varchar = "nvarchar", text = "nvarchar(max)", timestamp = "datetime2(6)", integer = "int",
    numeric = "decimal" }
  statement = statement:gsub("ADD COLUMN", "ADD"):gsub("double precision", "float")
  return (statement:gsub("%f[%w]%l+%f[%W]", types))
end

-- Lines of { finding, postgresql = its statement, mariadb = , sqlite = , sqlserver = }: false where a database finds no
-- such thing, "" where none mends it. Without one, SQL Server's is PostgreSQL's in T-SQL.
t.anew = "-- SQLite cannot change a column: make the table anew and copy its rows"
function t.findings(list)
  local lines = {}
  for _, line in ipairs(list) do
    local statement = t.by_dialect(line)
    if statement == nil and t.sqlserver and line.postgresql then
      statement = t.from_postgresql(line.postgresql)
    end
    if statement == "" then statement = nil end
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
  into "y" { each = "/y", key = { "id" }, conflict = "skip", columns = { id = source "id" } }, -- counted by table, too
}
]])
  t.exits(0, "init", "ledger.lua")
end

-- No table of another test is there, and an empty ledger is.
function t.case(name, body)
  t.test(name, function()
    t.drop(table.unpack(tables))
    t.drop("rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version", "rowan_run_rows")
    t.init()
    body()
  end)
end

local finish = t.finish
function t.finish()
  t.drop(table.unpack(tables))
  t.drop("rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version", "rowan_run_rows")
  finish()
end

return t
