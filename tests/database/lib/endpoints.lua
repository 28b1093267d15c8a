-- Source and target of tests that run mappings: two databases with $ROWAN_SOURCE, else both are that of $ROWAN_CONNECT.
--
--   local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))

local t = dofile((arg[0]:gsub("database/[^/]*$", "lua/lib.lua")))
local rowan = require "rowan"

t.connect = assert(os.getenv "ROWAN_CONNECT", "ROWAN_CONNECT is not set")
t.source = os.getenv "ROWAN_SOURCE"
t.conn = rowan.odbc.connect(t.connect)
t.source_conn = t.source and rowan.odbc.connect(t.source) or t.conn

-- One of some values, by the target's database.
function t.by_dialect(values)
  return values[t.conn.dialect]
end

function t.by_source(values)
  return values[t.source_conn.dialect]
end

-- Whatever is there.
function t.drop_from(conn, ...)
  for _, name in ipairs { ... } do
    pcall(conn.exec, conn, "DROP VIEW " .. conn:quote(name))
    pcall(conn.exec, conn, "DROP TABLE " .. conn:quote(name))
  end
end

-- No ledger is there.
function t.forget()
  t.drop_from(t.conn, "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version")
end

-- Neither the mapping's tables nor a ledger are there.
function t.clear(m)
  for i = #m.tables, 1, -1 do t.drop_from(t.conn, m.tables[i].name) end
  t.drop_from(t.source_conn, m.source.table)
  t.forget()
end

-- Empty tables and a ledger.
function t.init(file)
  local status, out, err = t.rowan("init", file, "--tables")
  if status ~= 0 then error("init: " .. out .. err, 2) end
end

-- The source's table, as this statement makes it or as the mapping says.
function t.make_source(m, statement)
  local statements = statement and { statement } or t.source_conn:ddl("source", m)
  for _, one in ipairs(statements) do t.source_conn:exec(one) end
end

function t.check(m)
  return t.conn:check(m, t.source_conn)
end

function t.run(m, settings)
  settings = settings or {}
  settings.mapping, settings.connect, settings.source = m, t.connect, t.source
  settings.workers = settings.workers or 2
  settings.log_level = settings.log_level or "error"
  return rowan.job(settings):run()
end

return t
