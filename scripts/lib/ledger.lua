-- What is known about a feed's documents: rowan's tables in the mapping's target schema, and how they are made.

local cli = require "lib.cli"
local rowan = require "rowan"

local M = {}

M.alive_seconds = 180 -- a run that is under way gives a sign of life more often, unless its database is away

-- All of them; messages name the ledger for the whole.
local tables = { "version", "feed", "ledger", "run", "mapping" }
-- Those that only some mappings need, by the mapping's field that says so; and their files in sql/DIALECT.
local extras = { { "reject", "rejects" }, { "lineage", "lineage" }, { "run_rows", "counts_rows", file = "run-rows" } }

-- The quoted name of rowan_WHAT in the mapping's target schema.
local function name(conn, m, what)
  return conn:quote("rowan_" .. what, m.target.schema)
end

-- What stands for the names in braces of sql/DIALECT/NNN-*.sql.
local function names(conn, m)
  local list = {
    failed = conn:quote("rowan_ledger_failed", m.target.schema), ledger_alone = conn:quote("rowan_ledger"),
    processing_log = conn:quote("processing_log", m.target.schema),
    processing_run = conn:quote("processing_run", m.target.schema),
  }
  for _, what in ipairs(tables) do
    list[what] = name(conn, m, what)
  end
  list.split = name(conn, m, "split")
  for _, extra in ipairs(extras) do
    list[extra[1]] = name(conn, m, extra[1])
  end
  return list
end

-- Whether a table, and columns of it, can be read; the database's message if not. A lock or a lost connection says
-- nothing about a table: it is raised.
function M.can_read(conn, quoted, columns)
  local ok, problem = pcall(conn.query, conn,
    ("SELECT %s FROM %s WHERE 1 = 0"):format(columns or "COUNT(*) AS n", quoted))
  if not ok and type(problem) == "table" and problem.status ~= "config" and problem.status ~= "database" then
    error(problem, 0)
  end
  return ok, problem
end

-- The quoted names of the tables, for people.
function M.tables(conn, m)
  local list = {}
  for i, what in ipairs(tables) do
    list[i] = name(conn, m, what)
  end
  list[#list + 1] = m.source.split and name(conn, m, "split") or nil
  for _, extra in ipairs(extras) do
    list[#list + 1] = m[extra[2]] and name(conn, m, extra[1]) or nil
  end
  return list
end

-- The version of the tables that are there; 0 if there are none.
local function version(conn, m)
  local quoted = name(conn, m, "version")
  return M.can_read(conn, quoted) and conn:query(("SELECT MAX(version) AS n FROM %s"):format(quoted))[1].n or 0
end

local function is_whole(conn, m)
  for _, what in ipairs(tables) do
    if not M.can_read(conn, name(conn, m, what)) then
      return false
    end
  end
  return true
end

-- ---- steps ----

local function read_step(path, conn, m)
  local file = io.open(path)
  if not file then
    return nil
  end
  local text = file:read("a")
  file:close()
  local step = { needs = {}, has = {}, statements = {}, now = text:match "%-%- now: ([^\n]+)" }
  for word, quoted, columns in text:gmatch "%-%- (%l+): ([%w_]+) %(([^)]*)%)" do
    local list = word == "when" and step.needs or step.has
    list[#list + 1] = { conn:quote(quoted, m.target.schema), columns }
  end
  text = text:gsub("%-%-[^\n]*", ""):gsub("{([%l_]+)}", names(conn, m))
  for statement in (text .. "\n"):gmatch("%s*(.-);%s*\n") do
    step.statements[#step.statements + 1] = statement:gsub("%s*\n%s*\n", "\n"):gsub("[ \t]+\n", "\n")
  end
  return step
end

-- What comes after the number in the names of sql/DIALECT/NNN-*.sql. A statement ends with ';' at a line's end;
-- "-- when: TABLE (COLUMN, ...)" says that the step is for a database that has these, "-- unless: ..." that it is for
-- one that lacks them; "-- now: EXPRESSION", in the first one, gives the time in UTC.
local steps = { "ledger", "processing-log", "tried-revision" }

local function is_needed(conn, step)
  for _, need in ipairs(step.needs) do
    if not M.can_read(conn, need[1], need[2]) then
      return false
    end
  end
  for _, has in ipairs(step.has) do
    if M.can_read(conn, has[1], has[2]) then
      return false
    end
  end
  return true
end

local function need_file(conn, m, file)
  local path = ("%s/sql/%s/%s.sql"):format(rowan.home, conn.dialect, file)
  return read_step(path, conn, m) or cli.fail(("no ledger statements for this database: %s is missing; "
    .. "copy another dialect's and adapt its types"):format(path), cli.exit.database)
end

local function need_step(conn, m, number)
  return need_file(conn, m, ("%03d-%s"):format(number, steps[number]))
end

-- The tables that the mapping needs besides; there: those that are there are left out.
local function add_extras(conn, m, list, there)
  for _, extra in ipairs(extras) do
    if m[extra[2]] and not (there and M.can_read(conn, name(conn, m, extra[1]))) then
      local made = need_file(conn, m, extra.file or extra[1]).statements
      table.move(made, 1, #made, #list + 1, list)
    end
  end
end

local function record_step(conn, m, number, since)
  return ("INSERT INTO %s (version, since) VALUES (%d, %s)"):format(name(conn, m, "version"), number, since)
end

-- The statements that make the tables where none of them is. dialect quotes as a connection does, and need be none.
function M.first_statements(dialect, m)
  local list, now = {}, nil
  for number = 1, #steps do
    local step = need_step(dialect, m, number)
    now = now or step.now
    if #step.needs == 0 then
      table.move(step.statements, 1, #step.statements, #list + 1, list)
    end
    list[#list + 1] = record_step(dialect, m, number, now)
  end
  add_extras(dialect, m, list)
  return list
end

local function add_step(conn, m, list, number)
  local step = need_step(conn, m, number)
  if is_needed(conn, step) then
    table.move(step.statements, 1, #step.statements, #list + 1, list)
  elseif step.needs[2] and M.can_read(conn, step.needs[1][1], "mapping, doc_key") then
    cli.fail(("%s is the ledger of an older rowan and cannot be taken over: its columns, or those of %s, cannot be "
      .. "read; without it all its documents would be loaded again. Give the right to read them, or rename it if it "
      .. "is not to count"):format(step.needs[1][1], step.needs[2][1]), cli.exit.database)
  end
end

-- The statements that make the tables, or that bring them from the version that is there to this one. A ledger
-- that a newer rowan has changed ends the program.
function M.statements(conn, m)
  local there, list = version(conn, m), {}
  if there > #steps then
    cli.fail(("the ledger has version %d, this rowan knows version %d; it takes the newer rowan that changed the "
      .. "ledger"):format(there, #steps), cli.exit.database)
  end
  for number = 1, #steps do
    local again = number == 1 and not is_whole(conn, m) -- somebody has dropped one
    if number > there or again then
      add_step(conn, m, list, number)
    end
    if number > there then
      list[#list + 1] = record_step(conn, m, number, os.date "!'%Y-%m-%d %H:%M:%S'")
    end
  end
  if m.source.split and not M.can_read(conn, name(conn, m, "split")) then
    local step = read_step(("%s/sql/%s/split.sql"):format(rowan.home, conn.dialect), conn, m)
    table.move(step.statements, 1, #step.statements, #list + 1, list)
  end
  add_extras(conn, m, list, true)
  return list
end

-- The tables of rowan before they had versions: those that are empty are dropped, the others stay.
function M.drop_empty(conn, m)
  local dropped, old = {}, names(conn, m)
  local rowans = {
    processing_log = "mapping, doc_key, row_count, run_id", processing_run = "run_id, mapping, hash, row_count",
  }
  for _, table_name in ipairs { "processing_log", "processing_run" } do
    local quoted = old[table_name]
    if M.can_read(conn, quoted, rowans[table_name])
      and conn:query(("SELECT COUNT(*) AS n FROM %s"):format(quoted))[1].n == 0 then
      conn:exec(("DROP TABLE %s"):format(quoted))
      dropped[#dropped + 1] = quoted
    end
  end
  return dropped
end

-- ---- what the ledger says ----

function M.is_there(conn, m)
  return (M.can_read(conn, name(conn, m, "ledger")))
end

-- Ends the program when there is no ledger; its message is more help than the database's.
function M.need(conn, m, args)
  local there, problem = M.can_read(conn, name(conn, m, "ledger"))
  if not there then
    cli.fail(("the ledger cannot be read (%s); to create it: %s"):format(problem, cli.command("init", args)),
      cli.exit.database)
  end
end

-- Rows of the feed's documents: format has %s for the ledger's name, and its first marker is the feed.
local function ask(conn, m, format, ...)
  return conn:query(format:format(name(conn, m, "ledger")), m.feed, ...)
end

local function whole(row, ...)
  for _, field in ipairs { ... } do
    row[field] = math.tointeger(tonumber(row[field])) -- a sum may come as exact decimal, which is text
  end
end

-- Documents by status and reason: { status, reason, documents, sent, stored }, loaded first.
function M.counts(conn, m)
  local list = ask(conn, m, "SELECT status, reason, COUNT(*) AS documents, SUM(sent) AS sent, SUM(stored) AS stored, "
    .. "SUM(rejected) AS rejected FROM %s WHERE feed = ? GROUP BY status, reason ORDER BY status DESC, 3 DESC")
  for _, row in ipairs(list) do
    whole(row, "sent", "stored", "rejected")
  end
  return list
end

-- How many documents the ledger has, by status.
function M.statuses(conn, m)
  local found = {}
  for _, row in ipairs(ask(conn, m, "SELECT status, COUNT(*) AS n FROM %s WHERE feed = ? GROUP BY status")) do
    found[row.status] = math.tointeger(row.n)
  end
  return found
end

-- There is an index of failed documents alone; so stale ones are asked for where there may be some.
local function refused(stale)
  return stale and "status IN ('failed', 'stale')" or "status = 'failed'"
end

-- The reasons of documents that are failed, or skipped; stale: also of those whose newer text was refused.
function M.reasons(conn, m, status, stale)
  local list = {}
  for i, row in ipairs(ask(conn, m, "SELECT DISTINCT reason FROM %s WHERE feed = ? AND "
    .. (stale and refused(true) or "status = '" .. status .. "'") .. " ORDER BY reason")) do
    list[i] = row.reason
  end
  return list
end

local function row_of(conn, m, kept, condition)
  return ask(conn, m, "SELECT doc_key, status, reason FROM %s WHERE feed = ? AND " .. condition, kept)[1]
end

-- { doc_key, status, reason } of the document with this key, which may be written as the ledger has it; or nil.
function M.document(conn, m, key)
  local kept, ascii, condition = conn:ledger_key(key)
  local found = ascii and row_of(conn, m, ascii, condition)
  for _, text in ipairs { kept, key } do
    if not found then
      local ok, row = pcall(row_of, conn, m, text, condition)
      -- A database that lacks characters of the key refuses the question; it has answered the one in ASCII.
      if not ok and not (ascii and row.status == "database") then
        error(row, 0)
      end
      found = ok and row
    end
  end
  return found or nil
end

-- Run a statement about documents of a status, all or those of a reason or with a key as the ledger has it.
local function change(conn, m, sql, status, reason, key)
  local values = { m.feed }
  local _, _, condition = conn:ledger_key(key or "")
  sql = ("%s WHERE feed = ? AND status = '%s'"):format(sql:format(name(conn, m, "ledger")), status)
  for _, filter in ipairs { { "reason = ?", reason }, { condition, key } } do
    if filter[2] then
      sql = ("%s AND %s"):format(sql, filter[1])
      values[#values + 1] = filter[2]
    end
  end
  return conn:exec(sql, table.unpack(values))
end

-- Forget documents that are failed, or skipped. Returns how many.
function M.forget_without_rows(conn, m, status, reason, key)
  return change(conn, m, "DELETE FROM %s", status, reason, key)
end

-- Forget which text of stale documents was refused, and nothing else. Returns of how many.
function M.forget_refused(conn, m, reason, key)
  return change(conn, m, "UPDATE %s SET tried_revision = NULL", "stale", reason, key)
end

-- The keys of documents with rows that a run was the last to write; and of those that it unloaded or skipped.
function M.keys_of_run(conn, m, run_id, without)
  local list = {}
  for i, row in ipairs(ask(conn, m, "SELECT doc_key FROM %s WHERE feed = ? AND run_id = ? AND status IN "
    .. "('loaded', 'stale'" .. (without and ", 'unloaded', 'skipped'" or "") .. ") ORDER BY doc_key", run_id)) do
    list[i] = row.doc_key
  end
  return list
end

-- The same of all documents.
function M.keys_with_rows(conn, m, without)
  local list = {}
  for row in conn:each(("SELECT doc_key FROM %s WHERE feed = ? AND status IN ('loaded', 'stale'%s) ORDER BY doc_key")
    :format(name(conn, m, "ledger"), without and ", 'unloaded', 'skipped'" or ""), m.feed) do
    list[#list + 1] = row.doc_key
  end
  return list
end

-- The same of documents whose rows a mapping of a version has made.
function M.keys_of_version(conn, m, of_version)
  local list = {}
  for i, row in ipairs(conn:query(("SELECT doc_key FROM %s WHERE feed = ? AND status IN ('loaded', 'stale') "
    .. "AND mapping_hash IN (SELECT r.mapping_hash FROM %s r WHERE r.feed = ? AND r.version = ?) ORDER BY doc_key")
    :format(name(conn, m, "ledger"), name(conn, m, "run")), m.feed, m.feed, of_version)) do
    list[i] = row.doc_key
  end
  return list
end

-- The versions of the mapping that the feed's runs had, those without a name left out.
function M.versions(conn, m)
  local list = {}
  for _, row in ipairs(conn:query(("SELECT DISTINCT version FROM %s WHERE feed = ? ORDER BY version")
    :format(name(conn, m, "run")), m.feed)) do
    list[#list + 1] = row.version ~= "" and row.version or nil
  end
  return list
end

-- The ids of the feed's runs, newest first.
function M.run_ids(conn, m)
  local list = {}
  for i, row in ipairs(conn:query(("SELECT run_id FROM %s WHERE feed = ? ORDER BY started_at DESC, run_id")
    :format(name(conn, m, "run")), m.feed)) do
    list[i] = row.run_id
  end
  return list
end

-- How many of the feed's documents a run was the last to write.
function M.count_of_run(conn, m, id)
  return ask(conn, m, "SELECT COUNT(*) AS n FROM %s WHERE feed = ? AND run_id = ?", id)[1].n
end

-- How many documents have rows, by version of the mapping that made them: { version, documents }. "" is a mapping
-- without a version, or rows of which that is not known. counts: as of M.counts, which say it where all runs had one
-- mapping.
function M.counts_by_version(conn, m, counts)
  local version_of, list, hashes, all = {}, {}, 0, 0
  for _, row in ipairs(counts) do
    all = all + ((row.status == "loaded" or row.status == "stale") and row.documents or 0)
  end
  for _, run in ipairs(conn:query(("SELECT DISTINCT mapping_hash, version FROM %s WHERE feed = ?")
    :format(name(conn, m, "run")), m.feed)) do
    version_of[run.mapping_hash], hashes = run.version, hashes + 1
  end
  if hashes < 2 then
    local _, only = next(version_of)
    return all > 0 and { { version = only or "", documents = all } } or {}
  end
  for _, row in ipairs(ask(conn, m, "SELECT mapping_hash, COUNT(*) AS documents FROM %s WHERE feed = ? "
    .. "AND status IN ('loaded', 'stale') GROUP BY mapping_hash")) do
    local known = version_of[row.mapping_hash or ""] or ""
    local one = list[known] or { version = known, documents = 0 }
    one.documents = one.documents + row.documents
    if not list[known] then
      list[known], list[#list + 1] = one, one
    end
  end
  table.sort(list, function(a, b) return a.version < b.version end)
  return table.move(list, 1, #list, 1, {})
end

-- Reasons of a run's failures: { reason, documents, message (one of them) }, most frequent first.
function M.failures(conn, m, run_id, stale)
  return ask(conn, m, "SELECT reason, COUNT(*) AS documents, MIN(message) AS message FROM %s WHERE feed = ? "
    .. "AND run_id = ? AND " .. refused(stale) .. " GROUP BY reason ORDER BY 2 DESC, 1", run_id)
end

-- How many documents a run left with the rows of older texts, as it refused newer ones.
function M.stale_of_run(conn, m, run_id)
  return math.tointeger(ask(conn, m, "SELECT COUNT(*) AS n FROM %s WHERE feed = ? AND run_id = ? AND status = 'stale'",
    run_id)[1].n)
end

-- Rows that a run's documents left out: { table_name, reason, rows, message (one of them) }, most frequent first.
function M.rejects(conn, m, run_id)
  return conn:query(("SELECT table_name, reason, COUNT(*) AS rejected, MIN(message) AS message FROM %s WHERE feed = ? "
    .. "AND run_id = ? GROUP BY table_name, reason ORDER BY 3 DESC, 1, 2"):format(name(conn, m, "reject")),
    m.feed, run_id)
end

-- What became of rows of tables with a conflict rule, or that the database may leave some out of, by run and table:
-- { run_id, table_name, inserted, updated, kept, dropped }; of one run, or of all of the feed. Nothing where there is
-- no such table.
function M.run_rows(conn, m, run_id)
  if not M.can_read(conn, name(conn, m, "run_rows")) then
    return {}
  end
  local list = conn:query(([[SELECT c.run_id, c.table_name, SUM(c.inserted) AS inserted, SUM(c.updated) AS updated,
    SUM(c.kept) AS kept, SUM(c.dropped) AS dropped FROM %s c JOIN %s r ON r.run_id = c.run_id
    WHERE r.feed = ?%s GROUP BY c.run_id, c.table_name ORDER BY c.run_id, c.table_name]]):format(
    name(conn, m, "run_rows"), name(conn, m, "run"), run_id and " AND c.run_id = ?" or ""), m.feed, run_id)
  for _, row in ipairs(list) do
    whole(row, "inserted", "updated", "kept", "dropped")
  end
  return list
end

-- The newest failed documents, at most so many; stale: also those whose newer text was refused.
function M.newest_failures(conn, m, limit, stale)
  local list = {}
  if limit > 0 then
    for row in conn:each(("SELECT doc_key, reason, message, logged_at, run_id FROM %s WHERE feed = ? "
      .. "AND %s ORDER BY logged_at DESC, doc_key"):format(name(conn, m, "ledger"), refused(stale)), m.feed) do
      list[#list + 1] = row
      if #list == limit then
        break
      end
    end
  end
  return list
end

-- ---- runs ----

-- A run without an end has no counts of its own yet: those of the ledger.
local function count_so_far(conn, m, run)
  local row = ask(conn, m, "SELECT SUM(CASE WHEN status = 'loaded' THEN 1 ELSE 0 END) AS loaded, "
    .. "SUM(CASE WHEN status IN ('failed', 'stale') THEN 1 ELSE 0 END) AS failed, "
    .. "SUM(CASE WHEN status = 'skipped' THEN 1 ELSE 0 END) AS skipped, SUM(sent) AS sent, "
    .. "SUM(rejected) AS rejected, SUM(stored) AS stored FROM %s WHERE feed = ? AND run_id = ?", run.run_id)[1]
  local counts = { "loaded", "failed", "skipped", "sent", "rejected", "stored" }
  whole(row, table.unpack(counts))
  for _, name_of in ipairs(counts) do
    run[name_of] = row[name_of] or 0
  end
end

-- The feed's runs, newest first; state is the outcome, "running", or "silent" of one that gave no sign of life for
-- a while: killed, or its database was away.
function M.runs(conn, m)
  local silent_since = os.date("!%Y-%m-%d %H:%M:%S", os.time() - M.alive_seconds)
  local list = conn:query(("SELECT run_id, started_at, ended_at, heartbeat, host, pid, outcome, loaded, failed, "
    .. "skipped, sent, stored, rejected FROM %s WHERE feed = ? ORDER BY started_at DESC, run_id")
    :format(name(conn, m, "run")), m.feed)
  for _, run in ipairs(list) do
    run.state = run.outcome or (run.heartbeat or "") >= silent_since and "running" or "silent"
    if not run.outcome then
      count_so_far(conn, m, run)
    end
  end
  return list
end

-- Sums of a list of M.run_rows by one of its fields, each with the counts; in the order of what comes first.
function M.sum_run_rows(list, field)
  local sums, of = {}, {}
  for _, row in ipairs(list) do
    local sum = of[row[field]]
    if not sum then
      sum = { [field] = row[field], inserted = 0, updated = 0, kept = 0, dropped = 0 }
      of[row[field]], sums[#sums + 1] = sum, sum
    end
    for _, count in ipairs { "inserted", "updated", "kept", "dropped" } do
      sum[count] = sum[count] + row[count]
    end
  end
  return sums
end

return M
