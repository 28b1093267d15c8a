-- Source and target as two databases, of SQLite here: which command looks where, and what each of them says.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local SOURCE, TARGET = "Driver=SQLite3;Database=source.db", "Driver=SQLite3;Database=target.db"
local both = { "--source", SOURCE, "--target", TARGET }

-- The documents are in a table of the name of one that is filled, which is another table in another database.
t.write("notes.lua", [[
return mapping {
  name = "notes",
  source = { table = "note", key = text(10) "no", document = "doc" },
  into "note" {
    each = "/Note", key = { "no" },
    columns = { no = source "no", body = text(20) { "Body", required = true } },
  },
}
]])

local function run_with(options, name, ...)
  local words = { name, "notes.lua", ... }
  table.move(options, 1, #options, #words + 1, words)
  return t.rowan(table.unpack(words))
end

local function good(name, ...)
  local status, out, err = run_with(both, name, ...)
  t.equal(status, 0, name .. ": " .. out .. err)
  return out
end

local function open(string)
  return rowan.odbc.connect(string)
end

-- Documents k0001 to so many, none of them loaded.
local function prepare(count)
  os.remove "source.db"
  os.remove "target.db"
  good("init", "--tables")
  local conn <close> = open(SOURCE)
  conn:exec "CREATE TABLE note (no VARCHAR(10) NOT NULL PRIMARY KEY, doc TEXT)"
  local rows = {}
  for i = 1, count do rows[i] = { ("k%04d"):format(i), ("<Note><Body>note %d</Body></Note>"):format(i) } end
  conn:insert("note", { "no", "doc" }, rows)
end

local function count(what)
  local conn <close> = open(TARGET)
  return conn:query("SELECT COUNT(*) AS n FROM " .. what)[1].n
end

t.test("every command looks where it should", function()
  prepare(30)
  t.contains(good "check", "The mapping fits the database")
  t.contains(good("run", "--quiet"), "30")
  t.equal({ count "note", count "rowan_ledger" }, { 30, 30 })
  t.contains(good("run", "--quiet"), 'nothing to load: all 30 documents of "note" are in the ledger')
  t.contains(good "status", "30")
  do
    local conn <close> = open(SOURCE)
    conn:exec "INSERT INTO note VALUES ('k0031', '<Note/>')"
    t.equal(conn:query("SELECT COUNT(*) AS n FROM sqlite_master WHERE name LIKE 'rowan%'")[1].n, 0)
  end
  local status, out = run_with(both, "run", "--quiet")
  t.equal(status, 1)
  t.contains(out, "--source ... --target ...")
  t.contains(good("retry"), "1 document will be loaded again")
end)

t.test("documents that are done are passed over, page by page", function()
  prepare(2500)
  do
    local conn <close> = open(TARGET)
    local rows = {}
    for i = 1, 2500 do
      if i % 7 ~= 0 then
        rows[#rows + 1] = { "notes", ("k%04d"):format(i), "loaded", 1, 1, "r", "2024-01-01 00:00:00" }
      end
    end
    conn:insert("rowan_ledger", { "feed", "doc_key", "status", "sent", "stored", "run_id", "logged_at" }, rows)
  end
  good("run", "--quiet", "--workers", "2", "--chunk", "50", "--page", "20")
  t.equal({ count "note", count "rowan_ledger" }, { 2500 // 7, 2500 })
end)

t.test("the environment, and what goes before what", function()
  prepare(3)
  local function with(environment, ...)
    local words = { "env" }
    for name, value in pairs(environment) do words[#words + 1] = "'" .. name .. "=" .. value .. "'" end
    for _, word in ipairs { os.getenv "ROWAN", ... } do words[#words + 1] = "'" .. word .. "'" end
    local _, _, status = os.execute(table.concat(words, " ") .. " </dev/null >command.out 2>&1")
    return status, t.read "command.out"
  end
  local nowhere = "Driver=SQLite3;Database=nowhere/x.db"
  local status, out = with({ ROWAN_SOURCE = SOURCE, ROWAN_TARGET = TARGET, ROWAN_CONNECT = nowhere }, "run",
    "notes.lua", "--quiet")
  t.equal(status, 0, out)
  t.equal(count "note", 3)
  t.equal(with({ ROWAN_SOURCE = SOURCE, ROWAN_CONNECT = TARGET }, "run", "notes.lua", "--quiet"), 0)
  t.equal(with({ ROWAN_SOURCE = nowhere, ROWAN_TARGET = nowhere }, "status", "notes.lua", "--connect", TARGET), 2)
  t.equal(with({ ROWAN_SOURCE = nowhere, ROWAN_TARGET = TARGET }, "run", "notes.lua", "--source", SOURCE,
    "--quiet"), 0)
  status, out = with({ ROWAN_TARGET = TARGET }, "run", "notes.lua")
  t.equal(status, 2)
  t.contains(out, "no database for the source: say --source STRING or set ROWAN_SOURCE")
end)

t.test("messages say which side is meant", function()
  prepare(3)
  local missing = "Driver=SQLite3;Database=nowhere/x.db;PWD=hush"
  for _, side in ipairs { "source", "target" } do
    local options = { "--source", side == "source" and missing or SOURCE, "--target",
      side == "target" and missing or TARGET }
    for _, name in ipairs { "run", "check" } do
      local status, out, err = run_with(options, name)
      t.equal(status, 3, out .. err)
      t.contains(err, ("rowan: %s: Driver=SQLite3;Database=nowhere/x.db;PWD=***: connect: "):format(side))
    end
  end
  do
    local conn <close> = open(SOURCE)
    conn:exec "ALTER TABLE note RENAME TO notice"
    local target <close> = open(TARGET)
    target:exec "DROP TABLE note"
  end
  local status, out = run_with(both, "check")
  t.equal(status, 2)
  t.contains(out, 'notes.lua:1: error: note: source: there is no such source table (did you mean "notice"?)')
  t.contains(out, "notes.lua:4: error: note: target: there is no such target table")
end)

t.test("a feed knows the database that it reads", function()
  prepare(3)
  good("run", "--quiet")
  local conn <close> = open(TARGET)
  local recorded = conn:query("SELECT source_database, source_name FROM rowan_feed")[1]
  t.contains(recorded.source_database, "/source.db")
  t.equal(recorded.source_name, "note")
  os.rename("source.db", "moved.db")
  local options = { "--source", "Driver=SQLite3;Database=moved.db", "--target", TARGET }
  local status, out, err = run_with(options, "run", "--quiet")
  t.equal(status, 2)
  t.contains(out .. err, 'the feed "notes" reads the table main.note of ')
  t.contains(out .. err, "/moved.db: --feed NAME gives")
  t.equal(run_with(options, "run", "--quiet", "--moved"), 0)
  t.contains(conn:query("SELECT source_database FROM rowan_feed")[1].source_database, "/moved.db")
end)

t.test("one database by two names is one", function()
  os.remove "source.db"
  t.write("one.lua", [[
return mapping {
  name = "one",
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "row" { each = "/r", key = { "id" }, columns = { id = source "id" } },
}
]])
  local other = "Driver=SQLite3;Database=./source.db"
  local options = { "--source", other, "--target", SOURCE }
  do
    local conn <close> = open(SOURCE)
    conn:exec "CREATE TABLE docs (id BIGINT NOT NULL PRIMARY KEY, doc TEXT)"
    conn:exec "INSERT INTO docs VALUES (1, '<r/>')"
  end
  t.equal(t.rowan("init", "one.lua", "--tables", "--connect", SOURCE), 0)
  t.equal(t.rowan("run", "one.lua", "--quiet", table.unpack(options)), 0)
  t.equal(t.rowan("run", "one.lua", "--quiet", "--connect", SOURCE), 0)
  do
    local conn <close> = open(SOURCE)
    t.equal(conn:query("SELECT source_database AS d FROM rowan_feed")[1].d, nil)
    conn:exec "ALTER TABLE docs RENAME TO note"
    conn:exec "ALTER TABLE note RENAME COLUMN id TO no"
  end
  local status, out = run_with({ "--source", other, "--target", SOURCE }, "check")
  t.equal(status, 2)
  t.contains(out, "this is the table that the documents come from; a mapping cannot fill it")
end)

t.test("jobs take both sides", function()
  prepare(5)
  local m = rowan.mapping.load("notes.lua", { apart = true })
  local result = rowan.job { mapping = m, source = SOURCE, target = TARGET, workers = 1, log_level = "error" }:run()
  t.equal({ result.outcome, result.loaded }, { "done", 5 })
  t.equal(rowan.job { mapping = m, source = SOURCE, connect = TARGET, workers = 1 }:run().loaded, 0)
  t.raises("connect is missing, or source and target", rowan.job, { mapping = m, source = SOURCE })
  local conn <close> = open(TARGET)
  local source <close> = open(SOURCE)
  t.equal(conn:check(m, source), {})
end)

t.finish()
