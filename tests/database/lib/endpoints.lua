-- Source and target of tests that run mappings: two databases with $ROWAN_SOURCE, else both are that of $ROWAN_CONNECT.
--
--   local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
--   t.conn:exec "CREATE TABLE edge_docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT)" -- in the source's database
--   t.conn:exec "DROP TABLE edge_row" -- in the target's
--   t.run(m, { workers = 1 })
--
-- t.conn stands for both: what names a table of documents, whose name ends in _docs or was told to t.sources, goes to
-- t.source_conn, all else to t.target_conn. One statement is about one of them.

local t = dofile((arg[0]:gsub("database/[^/]*$", "lua/lib.lua")))
local rowan = require "rowan"

t.connect = assert(os.getenv "ROWAN_CONNECT", "ROWAN_CONNECT is not set")
t.source = os.getenv "ROWAN_SOURCE"
t.target_conn = rowan.odbc.connect(t.connect)
t.source_conn = t.source and rowan.odbc.connect(t.source) or t.target_conn

local of_source = {}
local tsql = dofile((arg[0]:gsub("[^/]*$", "lib/tsql.lua")))

t.words = tsql -- of a statement, for SQL Server

-- A statement as the database of a connection takes it.
function t.words_of(conn, statement)
  return conn.dialect == "sqlserver" and tsql(statement) or statement
end

-- The same, run on one of two connections.
function t.exec_on(conn, statement, ...)
  return conn:exec(t.words_of(conn, statement), ...)
end

-- These tables are the source's, too.
function t.sources(...)
  for _, name in ipairs { ... } do of_source[name] = true end
end

local function side(text)
  for word in text:gmatch "[%w_]+" do
    if word:find "_docs$" or of_source[word] then return t.source_conn end
  end
  return t.target_conn
end

-- What a connection has and this has not is the target's.
local both = { dialect = t.target_conn.dialect }

for _, name in ipairs { "exec", "query", "each", "insert" } do
  both[name] = function(_, text, ...)
    local conn = side(text)
    return conn[name](conn, name == "insert" and text or t.words_of(conn, text), ...)
  end
end

function both.ddl(_, what, ...)
  local conn = what == "source" and t.source_conn or t.target_conn
  return conn:ddl(what, ...)
end

-- Whose finding it is stands in front of its message where there are two databases: right, or the test fails.
local function without_side(finding)
  local said, message = finding.message:match "^(%l+): (.*)"
  local wanted = side(finding.table) == t.source_conn and "source" or "target"
  if said ~= wanted then error(("a finding about the %s begins %q"):format(wanted, finding.message)) end
  finding.message = message
  return finding
end

local function check(m, target, source)
  local findings = target:check(m, source)
  for _, finding in ipairs(t.source and findings or {}) do without_side(finding) end
  return findings
end

function both.check(_, m, source)
  return check(m, t.target_conn, source or t.source_conn)
end

-- The connections of another user, of which there is check alone.
function t.connect_as(user, password)
  local function connect(text)
    return rowan.odbc.connect((text:gsub("UID=[%w_]+", "UID=" .. user):gsub("PWD=[^;]+", "PWD=" .. password)))
  end
  local target, source = connect(t.connect), t.source and connect(t.source)
  local function close()
    target:close()
    if source then source:close() end
  end
  return setmetatable({ check = function(_, m) return check(m, target, source or target) end }, { __close = close })
end

for _, name in ipairs { "pager_sql", "count_documents" } do
  both[name] = function(_, ...) return t.source_conn[name](t.source_conn, ...) end
end

function both.columns(_, name)
  return side(name):columns(name)
end

t.conn = setmetatable(both, { __index = function(_, name)
  return function(_, ...) return t.target_conn[name](t.target_conn, ...) end
end })

-- What commands print, without the word that says whose it is where there are two databases.
function t.sideless(text)
  return t.source and text:gsub("%f[%l]source: ", ""):gsub("%f[%l]target: ", "") or text
end

-- PostgreSQL that speaks T-SQL: a few things that SQL Server has are not there, each named where it is left out.
function t.babelfish(conn)
  if conn.dialect ~= "sqlserver" then return false end
  local good, rows = pcall(conn.query, conn, "SELECT @@VERSION AS v")
  return good and rows[1].v:find "Babelfish" ~= nil
end

-- The foreign key of mappings/orders.lua, whose columns have a collation: Babelfish takes no row below it.
function t.drop_text_keys(mapping_name)
  if mapping_name ~= "orders" or not t.babelfish(t.target_conn) then return end
  t.skip("the foreign key of order_line", "Babelfish compares no two columns with a collation for it")
  t.target_conn:exec "ALTER TABLE order_line DROP CONSTRAINT order_line_order_no_fkey"
end

t.no_long_keys = "Babelfish has no collations _SC and _UTF8, which count and hash letters on SQL Server"
t.no_plan = "SET SHOWPLAN_TEXT is no statement that can be prepared, and the plans of Babelfish are not SQL Server's"

-- One of some values, by the target's database.
function t.by_dialect(values)
  return values[t.target_conn.dialect]
end

function t.by_source(values)
  return values[t.source_conn.dialect]
end

-- Views or tables, if they are there.
function t.drop_any(...)
  for _, name in ipairs { ... } do
    local conn = side(name) -- two databases quote in two ways
    pcall(conn.exec, conn, "DROP VIEW " .. conn:quote(name))
    pcall(conn.exec, conn, "DROP TABLE " .. conn:quote(name))
  end
end

-- No ledger is there.
function t.forget()
  t.drop_any("rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version")
end

-- Neither the mapping's tables nor a ledger are there.
function t.clear(m)
  for i = #m.tables, 1, -1 do t.drop_any(m.tables[i].name) end
  t.drop_any(m.source.table)
  t.forget()
end

-- Empty tables and a ledger.
function t.init_tables(file)
  local status, out, err = t.rowan("init", file, "--tables")
  if status ~= 0 then error("init: " .. out .. err, 2) end
end

-- The source's table, as this statement makes it or as the mapping says.
function t.make_source(m, statement)
  local statements = statement and { statement } or t.source_conn:ddl("source", m)
  for _, one in ipairs(statements) do t.exec_on(t.source_conn, one) end
end

function t.job(settings)
  settings.connect, settings.source = settings.connect or t.connect, settings.source or t.source
  settings.log_level = settings.log_level or "error"
  return rowan.job(settings)
end

function t.run(m, settings)
  settings = settings or {}
  settings.mapping, settings.workers = m, settings.workers or 2
  return t.job(settings):run()
end

return t
