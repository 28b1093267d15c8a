-- Every command over an SQLite file again and again, each time with another call of ODBC failing or lying, in whichever
-- of its processes: what a command says with exit status 0 is so, and what it left undone the same command does.
--
--   rowan tests/failing/programs.lua PROGRAM FOLDER SAMPLES
--
-- PROGRAM: failing_odbc_program. SAMPLES: calls of each command that fail in each way, spread over all of them.

local rowan = require "rowan"

local program, folder, samples = arg[1], arg[2], tonumber(arg[3])
local file, base, shim = folder .. "/programs.db", folder .. "/base", folder .. "/shim"
local connect = ("Driver=SQLite3;Database=%s;FKSupport=1;BigInt=1;SyncPragma=OFF;Timeout=2000"):format(file)
local passed, failed = 0, 0

local function write(name, text)
  local handle <close> = assert(io.open(folder .. "/" .. name, "wb"))
  handle:write(text)
end

local function read(name)
  local handle <close> = assert(io.open(name, "rb"))
  return handle:read "a"
end

local function sh(format, ...)
  local _, _, status = os.execute(format:format(...))
  return status
end

write("m.lua", [[
local line = into "line" { each = "Line", key = { "id", "no" }, columns = {
  id = parent "id", no = position(), sku = text(10) "@sku" } }
return mapping { name = "orders",
  source = { table = "docs", key = bigint "id", document = "xml" },
  into "orders" { each = "/Order", key = { "id" }, columns = {
    id = source "id", total = decimal(8, 2) "@total" }, children = { line } } }
]])

-- ---- the database ----

local function with_connection(body)
  local conn <close> = rowan.odbc.connect(connect)
  return body(conn)
end

local function lines_of(conn, sql)
  local ok, rows = pcall(conn.query, conn, sql)
  local lines = {}
  for i, row in ipairs(ok and rows or {}) do
    local cells = {}
    for name, value in pairs(row) do cells[#cells + 1] = name .. "=" .. tostring(value) end
    table.sort(cells)
    lines[i] = table.concat(cells, " ")
  end
  return ok and table.concat(lines, "\n") or "none"
end

-- All that is there, without what differs from run to run.
local function state()
  return with_connection(function(conn)
    local found = {}
    for _, sql in ipairs {
      "SELECT * FROM orders ORDER BY id", "SELECT * FROM line ORDER BY id, no",
      "SELECT feed, doc_key, status, reason, sent, stored FROM rowan_ledger ORDER BY doc_key",
      "SELECT feed, source_name FROM rowan_feed", "SELECT MAX(version) AS v FROM rowan_version",
      "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    } do
      found[#found + 1] = lines_of(conn, sql)
    end
    return table.concat(found, "\n--\n")
  end)
end

-- What rowan_run says was loaded is what the ledger has of that run.
local function runs_agree()
  return with_connection(function(conn)
    return lines_of(conn, "SELECT r.run_id FROM rowan_run r WHERE r.outcome IS NOT NULL AND r.loaded <> "
      .. "(SELECT COUNT(*) FROM rowan_ledger l WHERE l.run_id = r.run_id AND l.status = 'loaded')"):find "run_id" == nil
  end)
end

-- ---- commands ----

local settings = "--workers 1 --chunk 3 --commit 2 --page 3 --retry-least-ms 10 --retry-most-ms 50 "
  .. "--patience-ms 50 --quiet"

-- "run": exit status 1 is right, as document 4 is no XML.
local commands = {
  { name = "init", words = "init m.lua --tables", from = "empty", status = 0 },
  { name = "check", words = "check m.lua", from = "filled", status = 0 },
  { name = "run", words = "run m.lua " .. settings, from = "filled", status = 1 },
  { name = "status", words = "status m.lua --runs --json", from = "loaded", status = 0 },
  { name = "retry", words = "retry m.lua", from = "loaded", status = 0 },
  { name = "again", words = "run m.lua " .. settings, from = "loaded", status = 0 },
}

local function command(words, with)
  local status = sh("cd '%s' && ROWAN_CONNECT='%s' %s timeout 60 '%s' %s >out 2>err </dev/null", folder,
    connect, with or "", program, words)
  return status, read(folder .. "/out"), read(folder .. "/err")
end

local function restore(name)
  sh("cd '%s' && rm -f programs.db-wal programs.db-shm programs.db-journal && cp '%s.%s' programs.db", folder,
    base, name)
end

local function keep(name)
  sh("cp '%s' '%s.%s'", file, base, name)
end

local function plain(text)
  return (text:gsub("%d+T%d+%-%x+", "RUN"):gsub("in [%d.]+ m?s", "in TIME"):gsub("%d+%.%d+", "NUMBER"))
end

local function prepare()
  sh("rm -f '%s'", file)
  with_connection(function(conn)
    conn:exec "CREATE TABLE docs (id INTEGER PRIMARY KEY, xml TEXT)"
    for i = 1, 7 do
      conn:exec("INSERT INTO docs VALUES (?, ?)", i,
        ('<Order total="%d"><Line sku="a%d"/><Line sku="b"/>%s'):format(i, i, i == 4 and "" or "</Order>"))
    end
  end)
  keep "empty"
  assert(command "init m.lua --tables" == 0, "init")
  keep "filled"
  assert(command("run m.lua " .. settings) == 1, "run")
  keep "loaded"
  for _, c in ipairs(commands) do
    restore(c.from)
    local status, out, err = command(c.words)
    assert(status == c.status, c.name .. ": " .. out .. err)
    c.out, c.state = plain(out), state()
  end
end

-- ---- one failure ----

local whens = { [0] = "instead of it", "after it", "a warning beside it", "a row less", "the connection gone" }

local function complain(c, case, what, detail)
  failed = failed + 1
  print(("FAILED  %s: call %d, %s, %s, SQLSTATE %s: %s\n%s"):format(c.name, case.at, case.call, whens[case.when],
    case.state, what, (detail or ""):sub(1, 1500)))
end

-- Documents that are failed with the driver's words are tried again, as somebody would.
local function repair(c)
  if c.name == "run" or c.name == "again" then
    command "retry m.lua --reason database"
  end
  return command(c.words)
end

-- A document that the database refused with the words of the shim has no rows; its run ends with 1.
local function is_told()
  return with_connection(function(conn)
    return conn:query("SELECT COUNT(*) AS n FROM rowan_ledger WHERE reason = 'database'")[1].n > 0
      and conn:query("SELECT COUNT(*) AS n FROM orders o JOIN rowan_ledger l ON l.doc_key = CAST(o.id AS text) "
        .. "WHERE l.status = 'failed'")[1].n == 0
  end)
end

local function look_at_success(c, case, status, out)
  if c.name == "run" and status == 1 and is_told() then
    return
  end
  local worded = c.name == "check" or c.name == "status" -- init says what was there before, as far as it could see
  if status == c.status and worded and plain(out) ~= c.out then
    complain(c, case, "it says something else, and that all is well", plain(out))
  elseif status == c.status and state() ~= c.state then
    complain(c, case, "it says that all is well, and it is not", state())
  end
end

local function look_at_failure(c, case, status, err)
  if status >= 124 then
    complain(c, case, "exit status " .. status, err)
  elseif status ~= c.status and not err:find("the shim says no", 1, true) and not err:find("stored", 1, true)
    and not err:find("memory", 1, true) and not err:find("failed", 1, true) and c.name ~= "run" then
    complain(c, case, "nothing says why it ended with " .. status, err)
  end
end

local function fail_one(c, at, when, sqlstate)
  local before = failed
  local case = { at = at, when = when, state = sqlstate, call = "?" }
  restore(c.from)
  sh("rm -f '%s'; '%s' --arm '%s' %d %d %s", shim, program, shim, at, when, sqlstate)
  local status, out, err = command(c.words, "ROWAN_SHIM=" .. shim)
  local pipe <close> = assert(io.popen(("'%s' --ask '%s'"):format(program, shim)))
  local hit, call = pipe:read("a"):match "^%d+ (%d) (%S*)"
  if hit ~= "1" then
    return
  end
  case.call = call
  look_at_failure(c, case, status, err)
  look_at_success(c, case, status, out)
  if not runs_agree() then
    complain(c, case, "a run counted something else than the ledger has", err)
  end
  local again, _, why = repair(c)
  if again >= 2 then
    complain(c, case, "the same command does not end it", why)
  elseif state() ~= c.state then
    complain(c, case, "other rows than those of an undisturbed command", state())
  end
  passed = passed + (failed == before and 1 or 0)
end

-- How many calls could fail in this way: about as many, as processes run side by side.
local function count_calls(c, when)
  restore(c.from)
  sh("rm -f '%s'; '%s' --arm '%s' %d %d", shim, program, shim, 1000000000, when)
  command(c.words, "ROWAN_SHIM=" .. shim)
  local pipe <close> = assert(io.popen(("'%s' --ask '%s'"):format(program, shim)))
  return tonumber(pipe:read("a"):match "^%d+")
end

prepare()
for _, c in ipairs(commands) do
  local commands_before = passed + failed
  for i, kind in ipairs {
    { 0, "08S01" }, { 0, "HY000" }, { 0, "40001" }, { 1, "HY000" }, { 1, "08S01" }, { 2, "01000" }, { 2, "01004" },
    { 3, "" }, { 4, "08S01" },
  } do
    local calls = count_calls(c, kind[1])
    local step = math.max(1, calls // samples)
    for at = 1 + (i * 7) % step, calls, step do
      fail_one(c, at, kind[1], kind[2])
    end
  end
  print(("%-8s %d"):format(c.name, passed + failed - commands_before))
end
print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0 and passed > 0, true)
