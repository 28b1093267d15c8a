-- `rowan ddl`, without a connection: on the database of $ROWAN_CONNECT its statements are those of `rowan init`, they
-- run there, `rowan check` has nothing to say of the tables, and a run loads. tests/database/run calls it per database.

local t = dofile((arg[0]:gsub("[^/]*$", "lib/endpoints.lua")))
local rowan = require "rowan"

local conn = t.conn
local root = arg[0]:gsub("tests/database/[^/]*$", "")
local ledger = { "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping", "rowan_version" }

local function drop(name)
  pcall(conn.exec, conn, "DROP TABLE " .. conn:quote(name))
end

local function drop_all(m)
  t.sources(m.source.table)
  for i = #m.tables, 1, -1 do drop(m.tables[i].name) end
  for _, name in ipairs(ledger) do drop(name) end
  drop(m.source.table)
end

local function good(...)
  return (t.exits(0, ...))
end

-- When a step was taken is what init knows, and what the other asks the database for.
local function without_time(sql)
  return (sql:gsub("(VALUES %(%d+, )[^\n]*;", "%1TIME);"))
end

local function run_all(sql)
  for statement in sql:gmatch "(.-);\n\n" do conn:exec(statement) end
end

-- What SQLite's numbers keep of a decimal is told of every table that rowan makes there.
local function check(m)
  local list = {}
  for _, finding in ipairs(conn:check(m)) do
    if not finding.message:find "^the column keeps 15 digits of a number" then list[#list + 1] = finding end
  end
  return list
end

for _, name in ipairs { "orders", "credit", "invoice", "article", "survey", "statement", "einvoice" } do
  t.test(name, function()
    local file = root .. "mappings/" .. name .. ".lua"
    local m = rowan.mapping.load(file)
    drop_all(m)
    local sql = good("ddl", file, "--dialect", conn.dialect)
    t.equal(without_time(sql), without_time(good("init", file, "--tables", "--dry-run")))
    run_all(sql)
    for _, statement in ipairs(conn:ddl("source", m)) do conn:exec(statement) end
    conn:insert(m.source.table, { m.source.key, m.source.document },
      { { 1, t.read(root .. "tests/mapping/" .. name .. "/doc.xml") } })
    t.equal(check(m), {})
    t.contains(good("init", file, "--tables"), "was there")
    t.equal(conn:query("SELECT COUNT(*) AS n FROM " .. conn:quote "rowan_version")[1].n,
      select(2, sql:gsub("INSERT INTO %S*rowan_version", "")))
    t.drop_text_keys(name)
    local result = t.job { mapping = m, workers = 1 }:run()
    t.equal({ result.outcome, result.loaded, result.failed }, { "done", 1, 0 })
    drop_all(m)
  end)
end

t.test("the time of a step is that of UTC, whatever the session's zone", function()
  local m = rowan.mapping.load(root .. "mappings/orders.lua")
  local zones = { postgresql = "SET TIME ZONE 'Asia/Tokyo'", mariadb = "SET time_zone = '+09:00'" }
  drop_all(m)
  if zones[conn.dialect] then conn:exec(zones[conn.dialect]) end
  run_all(good("ddl", m.file, "--dialect", conn.dialect))
  local since = conn:query("SELECT since FROM " .. conn:quote "rowan_version")[1].since
  local year, month, day, hour, minute, second = since:match "(%d+)-(%d+)-(%d+).(%d+):(%d+):(%d+)"
  local now = os.date "!*t"
  now.isdst = nil
  local there = os.time { year = year, month = month, day = day, hour = hour, min = minute, sec = second }
  local apart = math.abs(there - os.time(now))
  if apart > 600 then error(("%s is %d s from now"):format(since, apart)) end
  drop_all(m)
end)

t.finish()
