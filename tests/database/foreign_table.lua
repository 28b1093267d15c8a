-- A source that PostgreSQL shows of another database, as docs/two-databases.md sets it up (postgres_fdw): documents are
-- loaded once, whatever the pages and chunks. tests/database/run calls it.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/checking.lua")))
local rowan = require "rowan"
if not t.postgresql then
  t.skip("tables of another server", "the page is about PostgreSQL")
  t.finish()
  return
end

local conn, home = t.target_conn, os.getenv "ROWAN_HOME"
local there_name = "rowan_inbox"
local there_connect = t.connect:gsub("Database=%w+", "Database=" .. there_name)

t.write("foreign.lua", [[
return mapping {
  name = "foreign",
  source = { table = "docs", key = KEY, document = "doc" },
  into "foreign_row" { each = "/r", key = { "v" }, columns = { v = integer "@v" } },
}
]])

local function mapping(key)
  t.write("f.lua", (t.read "foreign.lua":gsub("KEY", key)))
  return rowan.mapping.load "f.lua"
end

-- The statements of the page, about these servers.
local function of_page()
  local page = t.read(home .. "/docs/two-databases.md")
  local block = page:match "\n(    CREATE EXTENSION postgres_fdw;.-)\n\n"
  local port = t.connect:match "Port=(%d+)"
  local place = ("host '127.0.0.1', port '%s', dbname '%s'"):format(port, there_name)
  return (block:gsub("host 'inbox', dbname 'app'", place):gsub("FOR loader", "FOR CURRENT_USER")
    :gsub("user 'reader', password '%.%.%.'", "user 'rowan'"))
end

pcall(conn.exec, conn, "DROP EXTENSION postgres_fdw CASCADE")
pcall(conn.exec, conn, "DROP DATABASE " .. there_name)
-- Its texts are in another order than those here.
conn:exec(("CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de'"):format(there_name))
local there = rowan.odbc.connect(there_connect)

-- Documents of the keys that this SQL makes of n, in a table there.
local function fill(type, key, count)
  pcall(there.exec, there, "DROP TABLE docs")
  there:exec(("CREATE TABLE docs (%s, doc text)"):format(type))
  there:exec(([[INSERT INTO docs SELECT %s, '<r v="' || n || '"/>' FROM generate_series(1, %d) n]]):format(key, count))
end

local function prepare()
  t.forget()
  t.drop_any "foreign_row"
  t.init_tables "f.lua"
end

local function all_once(m, count, settings)
  prepare()
  local result = rowan.job { mapping = m, connect = t.connect, workers = 2, log_level = "error", page = settings.page,
    chunk = settings.chunk }:run()
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", count, 0 })
  t.equal(conn:query "SELECT count(*) AS n FROM foreign_row"[1].n, count)
  t.equal(rowan.job { mapping = m, connect = t.connect, workers = 1, log_level = "error" }:run().loaded, 0)
end

local function warnings(m)
  local list = {}
  for i, found in ipairs(conn:check(m, conn)) do list[i] = found.severity .. " " .. found.message:sub(1, 40) end
  return list
end

local UNSEEN = "warning whether the key is unique cannot be seen"

t.case("as the page says", function()
  fill("id bigint PRIMARY KEY", "n", 700)
  for statement in (of_page() .. "\n"):gmatch "%s*(.-);\n" do conn:exec(statement) end
  local m = mapping 'bigint "id"'
  prepare()
  t.equal(warnings(m), { UNSEEN })
  all_once(m, 700, { page = 50, chunk = 90 })
end)

t.case("a text key declared with the collation that it has there", function()
  local key = "CASE WHEN n % 2 = 0 THEN chr(65 + n % 26) ELSE chr(97 + n % 26) END || n"
  fill('k text COLLATE "de-x-icu" PRIMARY KEY', key, 700)
  conn:exec "DROP FOREIGN TABLE docs"
  conn:exec 'CREATE FOREIGN TABLE docs (k text COLLATE "de-x-icu" NOT NULL, doc text) SERVER inbox'
  local m = mapping 'text(20) "k"'
  prepare()
  t.equal(warnings(m), { UNSEEN })
  all_once(m, 700, { page = 50, chunk = 90 })
end)

t.case("one whose collation nobody says is warned of", function()
  conn:exec "DROP FOREIGN TABLE docs"
  conn:exec "CREATE FOREIGN TABLE docs (k text NOT NULL, doc text) SERVER inbox"
  local m = mapping 'text(20) "k"'
  prepare()
  local found = warnings(m)
  table.sort(found)
  t.equal(found, { "warning another server has the rows: where its t", UNSEEN })
end)

t.case("a key of two columns", function()
  fill("batch integer, no integer, PRIMARY KEY (batch, no)", "n / 10, n", 300)
  conn:exec "DROP FOREIGN TABLE docs"
  conn:exec "CREATE FOREIGN TABLE docs (batch integer NOT NULL, no integer NOT NULL, doc text) SERVER inbox"
  all_once(mapping '{ integer "batch", integer "no" }', 300, { page = 20, chunk = 70 })
end)

conn:exec "DROP EXTENSION postgres_fdw CASCADE"
there:close()
conn:exec("DROP DATABASE " .. there_name)
t.drop_any "foreign_row"
t.finish()
