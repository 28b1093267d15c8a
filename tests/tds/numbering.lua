-- Columns that the database numbers and the load fills all the same: SET IDENTITY_INSERT stands around each INSERT, of
-- one table at a time, and is off on every way out. tests/tds/server.py refuses rows with a number while it is off
-- (544), without one while it is on (545), and a second table that is on (8107), as SQL Server does.

local t = dofile((arg[0]:gsub("tds/[^/]*$", "lua/lib.lua")))
local rowan = require "rowan"

local connect = assert(os.getenv "ROWAN_CONNECT", "ROWAN_CONNECT is not set")
local faults = assert(os.getenv "TDS_FOLDER", "TDS_FOLDER is not set") .. "/faults"
local conn = rowan.odbc.connect(connect)

local function mapping(file, first)
  t.write(file, ([[
return mapping {
  name = "numbers",
  source = { table = "numbers_docs", key = bigint "id", document = "doc" },
  into "%s" {
    each = "/d/r", key = { "number" },
    columns = { number = integer { "@n", identity = true }, name = text(10) "@name" },
  },
  into "second" {
    each = "/d/c", key = { "number" },
    columns = { number = integer { "@n", identity = true }, name = text(10) "@name" },
  },
}
]]):format(first))
  return rowan.mapping.load(file)
end

local numbers, fixed = mapping("numbers.lua", "first"), mapping("fixed.lua", "fixed")

local function prepare()
  t.write(faults, "")
  for _, name in ipairs { "first", "second", "fixed", "numbers_docs", "rowan_ledger", "rowan_run", "rowan_feed",
                          "rowan_mapping", "rowan_version" } do
    pcall(conn.exec, conn, "DROP TABLE " .. name)
  end
  local status, _, err = t.rowan("init", "numbers.lua")
  if status ~= 0 then error("init: " .. err) end
  for _, statement in ipairs(conn:ddl("source", numbers)) do conn:exec(statement) end
  for _, name in ipairs { "first", "second", "fixed" } do
    conn:exec(("CREATE TABLE [%s] ([number] int NOT NULL PRIMARY KEY, [name] nvarchar(10))"):format(name))
  end
  local rows = {}
  for i = 1, 3 do
    rows[i] = { i, ("<d><r n='%d' name='a'/><r n='%d' name='b'/><c n='%d'/></d>"):format(i, i + 10, i) }
  end
  conn:insert("numbers_docs", { "id", "doc" }, rows)
end

local function run(list, commit)
  t.write(faults, list)
  local result = rowan.job { mapping = numbers, connect = connect, workers = 1, log_level = "error", commit = commit,
    retry_least_ms = 1, retry_most_ms = 20, patience_ms = 400 }:run()
  t.equal((t.read(faults):gsub("\n", "")), "", "faults that were not used up")
  local got = {}
  for _, row in ipairs(conn:query "SELECT number FROM first UNION ALL SELECT 100 + number FROM second ORDER BY 1") do
    got[#got + 1] = row.number
  end
  return { result.outcome, result.loaded, result.failed }, table.concat(got, " ")
end

local INSERT = "INSERT INTO .first."

for what, list in pairs {
  ["nothing"] = "",
  ["a deadlock at the INSERT"] = "error 1205 " .. INSERT,
  ["a connection lost at the INSERT"] = "drop 0 " .. INSERT,
  ["a connection lost behind the INSERT"] = "drop_after 0 " .. INSERT,
  ["a log that is full"] = "error 9002 " .. INSERT,
  ["a connection lost before the numbers are off"] = "drop 0 IDENTITY_INSERT .first. OFF",
  ["a connection lost behind them"] = "drop_after 0 IDENTITY_INSERT .first. OFF",
  ["a deadlock where they go on"] = "error 1205 IDENTITY_INSERT .second. ON",
  ["a deadlock in the second table"] = "error 1205 INSERT INTO .second.",
  ["a deadlock at COMMIT"] = "pass 0 " .. INSERT .. "\nerror 1205 COMMIT TRANSACTION",
} do
  t.test("numbers are written: " .. what, function()
    prepare()
    local result, rows = run(list)
    t.equal(result, { "done", 3, 0 })
    t.equal(rows, "1 2 3 11 12 13 101 102 103")
  end)
end

for _, where in ipairs { "first", "second" } do
  t.test("a refused row of " .. where .. " leaves the numbers to the database", function()
    prepare()
    local result, rows = run(("error 547 INSERT INTO .%s."):format(where), 1)
    t.equal(result, { "done", 2, 1 })
    t.equal(rows, "2 3 12 13 102 103")
  end)
end

t.test("check says that the right ALTER is missing", function()
  prepare()
  local found = conn:check(fixed)
  t.equal(#found, 1)
  t.equal({ found[1].severity, found[1].table, found[1].column, found[1].line }, { "error", "fixed", "number", 6 })
  t.equal(found[1].message, "the database numbers this column, and to fill it all the same the database user needs " ..
    "the right ALTER on the table")
  t.equal(found[1].fix, "GRANT ALTER ON [fixed] TO [rowan];")
  t.equal(conn:check(numbers), {})
end)

t.finish()
