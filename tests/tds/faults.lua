-- What no SQL Server does on demand, through FreeTDS and tests/tds/server.py: rowan must lose and double nothing, and
-- say whose fault it was. tests/tds/run starts the server; $TDS_FOLDER/faults is its list of faults.

local t = dofile((arg[0]:gsub("tds/[^/]*$", "lua/lib.lua")))
local rowan = require "rowan"

local connect = assert(os.getenv "ROWAN_CONNECT", "ROWAN_CONNECT is not set")
local faults = assert(os.getenv "TDS_FOLDER", "TDS_FOLDER is not set") .. "/faults"
local conn = rowan.odbc.connect(connect)

local INSERT, COMMIT, BEGIN = "INSERT INTO .thing.", "COMMIT TRANSACTION", "BEGIN TRANSACTION"

-- The run's own record comes first, in a transaction of its own.
local function later(fault, pattern)
  return ("pass 0 %s\n%s %s"):format(pattern, fault, pattern)
end

t.write("thing.lua", [[
return mapping {
  name = "thing",
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "thing" {
    each = "/d/r", key = { "id", "no" },
    columns = {
      id = source "id", no = position(), name = text(10) "@name", page = text(10) "@page", at = timestamp "@at",
      long = text "text()",
    },
  },
}
]])
local m = rowan.mapping.load "thing.lua"

local function prepare(documents)
  t.write(faults, "")
  for _, name in ipairs { "thing", "docs", "rowan_ledger", "rowan_run", "rowan_feed", "rowan_mapping",
                          "rowan_version" } do
    pcall(conn.exec, conn, "DROP TABLE " .. name)
  end
  local status, _, err = t.rowan("init", m.file)
  if status ~= 0 then error("init: " .. err) end
  for _, statement in ipairs(conn:ddl("source", m)) do conn:exec(statement) end
  conn:exec [[CREATE TABLE [thing] ([id] bigint NOT NULL, [no] int NOT NULL, [name] nvarchar(10), [page] varchar(10),
    [at] datetime, [long] nvarchar(max), PRIMARY KEY ([id], [no]))]]
  local rows = {}
  for i, document in ipairs(documents) do rows[i] = { i, document } end
  conn:insert("docs", { "id", "doc" }, rows)
end

local three = { "<d><r name='a'/><r name='b'/></d>", "<d><r name='c'/><r name='d'/></d>", "<d><r/></d>" }

-- The result of a run, each document's status and the number of its rows ("1 loaded 2"), and the faults that are left.
local function run(list, settings)
  t.write(faults, list)
  settings = settings or {}
  settings.mapping, settings.connect, settings.workers, settings.log_level = m, connect, 1, "error"
  settings.retry_least_ms, settings.retry_most_ms, settings.patience_ms = 1, 20, 400
  local result = rowan.job(settings):run()
  local list_of = {}
  for _, row in ipairs(conn:query "SELECT doc_key, status, reason FROM rowan_ledger ORDER BY doc_key") do
    local rows = conn:query("SELECT COUNT(*) AS n FROM thing WHERE id = ?", tonumber(row.doc_key))[1].n
    local reason = row.reason and " " .. row.reason or ""
    list_of[#list_of + 1] = ("%s %s%s %d"):format(row.doc_key, row.status, reason, rows)
  end
  return result, table.concat(list_of, ", "), t.read(faults)
end

local function message(key)
  return conn:query("SELECT message FROM rowan_ledger WHERE doc_key = ?", key)[1].message
end

local whole = "1 loaded 2, 2 loaded 2, 3 loaded 1"

-- ---- what passes ----

for what, list in pairs {
  ["nothing"] = "",
  ["a deadlock"] = "error 1205 " .. INSERT,
  ["a lock that is waited for too long"] = "error 1222 " .. INSERT,
  ["a snapshot that somebody changed"] = "error 3960 " .. INSERT,
  ["a log that is full, once"] = "error 9002 " .. INSERT,
  ["a service that is moved"] = "error 40613 " .. INSERT,
  ["a service that is busy"] = "error 40501 " .. INSERT,
  ["a server without memory"] = "error 701 " .. INSERT,
  ["a disk that is full, once"] = "error 1105 " .. INSERT,
  ["a line that is cut"] = "error 10054 " .. INSERT,
  ["a deadlock at COMMIT"] = later("error 1205", COMMIT),
  ["a connection lost at an INSERT"] = "drop 0 " .. INSERT,
  ["a connection lost behind an INSERT"] = "drop_after 0 " .. INSERT,
  ["a connection lost before COMMIT"] = later("drop 0", COMMIT),
  ["a connection lost behind COMMIT"] = later("drop_after 0", COMMIT),
  ["connections lost behind every COMMIT"] = later("drop_after 0", COMMIT) .. ("\ndrop_after 0 " .. COMMIT):rep(2),
  ["a connection lost at the beginning"] = later("drop 0", BEGIN),
  ["a connection lost while a page is read"] = "drop 0 s.\\[doc\\].*FETCH NEXT",
  -- Without READ_COMMITTED_SNAPSHOT who reads waits for who writes.
  ["a lock that a page waits for too long"] = "error 1222 s.\\[doc\\].*FETCH NEXT",
  ["a deadlock while a page is read"] = "error 1205 s.\\[doc\\].*FETCH NEXT",
  ["a lock at the ledger's row of the run"] = "error 1222 UPDATE .rowan_run.",
  ["a transaction that is gone at COMMIT"] = later("vanish 0", COMMIT),
  ["a transaction that does not begin"] = later("error 3989", BEGIN),
  ["a right that is missing for a moment"] = "error 229 " .. INSERT,
} do
  t.test(what .. " passes", function()
    prepare(three)
    local result, rows, left = run(list, { commit = what:find "every" and 1 or 500 })
    t.equal({ result.outcome, result.loaded, result.failed }, { "done", 3, 0 })
    t.equal(rows, whole)
    t.equal(left:gsub("\n", ""), "", "faults that were not used up")
  end)
end

-- ---- whose fault it is ----

-- Each document by itself: what was refused does not touch those behind it.
for _, number in ipairs { 2627, 2601, 547, 515, 2628, 8152, 8115, 241, 242, 245, 334, 3609, 3930 } do
  t.test(("error %d is the document's"):format(number), function()
    prepare(three)
    local result, rows = run(("error %d %s"):format(number, INSERT), { commit = 1 })
    t.equal({ result.outcome, result.loaded, result.failed }, { "done", 2, 1 })
    t.equal(rows, "1 failed database 0, 2 loaded 2, 3 loaded 1")
  end)
end

-- The database is not as it was: no document is blamed, and the run ends with what is missing.
for _, number in ipairs { 207, 208, 229, 230 } do
  t.test(("error %d is nobody's document's"):format(number), function()
    prepare(three)
    local result, rows = run(("error %d %s\n"):format(number, INSERT):rep(40))
    t.equal({ result.outcome, result.status, result.failed }, { "failed", "config", 0 })
    t.contains(result.message, "table thing takes no rows: ")
    t.equal(rows, "")
    result, rows = run ""
    t.equal({ result.outcome, result.loaded, rows }, { "done", 3, whole })
  end)
end

-- Neither is a disk that is full: documents wait until there is room.
for _, number in ipairs { 1105, 9002 } do
  t.test(("error %d is waited for"):format(number), function()
    prepare(three)
    local result, rows, left = run(("error %d %s\n"):format(number, INSERT):rep(8))
    t.equal({ result.outcome, result.loaded, result.failed }, { "done", 3, 0 })
    t.equal({ rows, (left:gsub("\n", "")) }, { whole, "" })
    t.equal(result.waits_for_room > 0, true)
  end)
end

-- ---- logins ----

for number, words in pairs { [4060] = "Cannot open database", [18456] = "Login failed for user" } do
  t.test(("error %d at the login ends the run"):format(number), function()
    prepare(three)
    t.write(faults, ("error %d LOGIN\n"):format(number):rep(40))
    local _, err = t.exits(3, "run", m.file, "--quiet")
    t.contains(err, words)
    t.write(faults, "")
    t.exits(0, "run", m.file, "--quiet")
  end)
end

for number, what in pairs { [18401] = "is being upgraded", [40613] = "is moved" } do
  t.test("a worker waits for a server that " .. what, function()
    prepare(three)
    local list = later(("error %d"):format(number), "LOGIN") .. ("\nerror %d LOGIN"):format(number):rep(2)
    local result, rows, left = run(list)
    t.equal({ result.outcome, result.loaded, result.failed }, { "done", 3, 0 })
    t.equal({ rows, (left:gsub("\n", "")) }, { whole, "" })
  end)
end

-- ---- what is said beside success ----

t.test("no number of rows is no success", function()
  prepare(three)
  local result, rows = run(("nocount 0 " .. INSERT .. "\n"):rep(20))
  t.equal({ result.outcome, result.failed }, { "done", 3 })
  t.equal(rows, "1 failed database 0, 2 failed database 0, 3 failed database 0")
  t.contains(message "1", "stored 0 of 2 rows")
end)

for what, list in pairs {
  ["fewer rows than were sent"] = "less 0 " .. INSERT,
  ["fewer rows, and those of a trigger"] = "less 7 " .. INSERT,
} do
  t.test(what .. " are no success", function()
    prepare { three[1] }
    local result, rows = run((list .. "\n"):rep(2))
    t.equal({ result.outcome, result.loaded, result.failed }, { "done", 0, 1 })
    t.equal(rows, "1 failed database 0")
    t.contains(message "1", "stored 1 of 2 rows")
  end)
end

t.test("a trigger's number of rows does not count", function()
  prepare(three)
  local result, rows = run("trigger 1 " .. INSERT .. "\n")
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", 3, 0 })
  t.equal(rows, whole)
end)

t.test("what a trigger says does not stop a run", function()
  prepare(three)
  local result, rows = run("warn 50000 " .. INSERT .. "\n")
  t.equal({ result.outcome, result.loaded, result.failed }, { "done", 3, 0 })
  t.equal(rows, whole)
end)

-- ---- values that the database would change ----

local function refused(document, words)
  prepare { document }
  local result = run ""
  t.equal({ result.loaded, result.failed }, { 0, 1 })
  t.contains(message "1", words)
end

local function loaded(document, column, value)
  prepare { document }
  local result = run ""
  t.equal({ result.loaded, result.failed }, { 1, 0 })
  t.equal(conn:query(("SELECT [%s] AS v FROM thing"):format(column))[1].v, value)
end

t.test("letters that the code page lacks", function()
  refused("<d><r page='x\u{100}'/></d>", "has the letter \"\u{100}\", which the column's code page 1252 lacks")
  loaded("<d><r page='10 \u{20AC}'/></d>", "page", "10 \u{20AC}")
end)

t.test("letters that the code page of a key lacks", function()
  prepare {}
  t.write("paged.lua", (t.read "thing.lua":gsub('"thing",', '"paged",', 1):gsub('bigint "id"', 'text(10) "no"')
    :gsub("docs", "paged_docs"):gsub('source "id"', 'bigint "@id"')))
  pcall(conn.exec, conn, "DROP TABLE paged_docs")
  conn:exec "CREATE TABLE [paged_docs] ([no] varchar(10) NOT NULL, [doc] nvarchar(max), PRIMARY KEY ([no]))"
  conn:insert("paged_docs", { "no", "doc" }, { { "A", "<d><r id='1'/></d>" }, { "\u{20AC}", "<d><r id='2'/></d>" } })
  for _, option in ipairs { "--from", "--to" } do
    local _, err = t.exits(2, "run", "paged.lua", option, "\u{100}") -- the best fit is A
    t.contains(err, 'the code page 1252 of the column "no" lacks the letter "\u{100}"')
  end
  t.exits(0, "run", "paged.lua", "--from", "\u{20AC}", "--to", "\u{20AC}", "--quiet")
  t.equal(conn:query("SELECT doc_key FROM rowan_ledger")[1].doc_key, "\u{20AC}")
end)

t.test("names that only the database takes for those of its tables", function()
  prepare {}
  local spelt = t.read "thing.lua"
  t.write("spelt.lua", (spelt:gsub('into "thing"', 'into "Thing"')))
  t.contains(t.exits(2, "check", "spelt.lua"), 'did you mean "thing"?')
  t.write("spelt.lua", (spelt:gsub("name = text", "Name = text")))
  t.contains(t.exits(2, "check", "spelt.lua"), 'did you mean "name"?')
end)

t.test("letters that take two characters", function()
  refused("<d><r name='12345678\u{1F600}\u{1F600}'/></d>", "a letter beyond the basic plane takes two")
  loaded("<d><r name='123456\u{1F600}\u{1F600}'/></d>", "name", "123456\u{1F600}\u{1F600}")
end)

t.test("times that would be rounded", function()
  refused("<d><r at='2024-03-05T10:00:00.001'/></d>", "milliseconds that end in 0, 3 or 7")
  refused("<d><r at='2024-03-05T10:00:00.0033'/></d>", "more digits of a second than the 3")
  loaded("<d><r at='2024-03-05T10:00:00.007'/></d>", "at", "2024-03-05 10:00:00.007")
end)

t.test("a job's statement behind one that failed does not commit alone", function()
  prepare {}
  conn:exec "INSERT INTO [thing] ([id], [no]) VALUES (1, 1)"
  local ok, why = pcall(conn.transaction, conn, function()
    pcall(conn.exec, conn, "INSERT INTO [thing] ([id], [no]) VALUES (1, 1)")
    conn:exec "INSERT INTO [thing] ([id], [no]) VALUES (2, 1)"
  end)
  t.equal(ok, false)
  t.contains(tostring(why), "a statement of the transaction had failed")
  t.equal(conn:query("SELECT COUNT(*) AS n FROM [thing]")[1].n, 1)
  conn:transaction(function() conn:exec "INSERT INTO [thing] ([id], [no]) VALUES (3, 1)" end)
  t.equal(conn:query("SELECT COUNT(*) AS n FROM [thing]")[1].n, 2)
end)

t.test("mock adds to a table that is there", function()
  local credit = os.getenv "ROWAN_HOME" .. "/mappings/credit.lua"
  pcall(conn.exec, conn, "DROP TABLE app_xml")
  for _ = 1, 2 do t.exits(0, "mock", credit, "--count", "3") end
  t.equal(conn:query("SELECT COUNT(*) AS n FROM app_xml")[1].n, 6)
end)

t.test("texts of any length", function()
  for _, length in ipairs { 0, 3999, 4000, 4001, 8001, 300000 } do
    local text = ("\u{E4}"):rep(length)
    loaded("<d><r>" .. text .. "</r></d>", "long", length > 0 and text or nil)
  end
end)

t.finish()
