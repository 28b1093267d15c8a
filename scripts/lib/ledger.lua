-- What is known about a mapping's documents: the tables processing_log and processing_run.

local cli = require "lib.cli"
local rowan = require "rowan"

local M = {}

-- Their names, quoted, in the mapping's target schema.
function M.names(conn, m)
  return conn:quote("processing_log", m.target.schema), conn:quote("processing_run", m.target.schema)
end

-- The statements that make them, from sql/DIALECT/ledger.sql. A statement ends with ';' at a line's end.
function M.statements(conn, m)
  local path = ("%s/sql/%s/ledger.sql"):format(rowan.home, conn.dialect)
  local file <close> = io.open(path) or cli.fail(("no ledger statements for this database: %s is missing; "
    .. "copy another dialect's and adapt its types"):format(path), cli.exit.database)
  local log, run = M.names(conn, m)
  local names = {
    log = log, run = run,
    failed = conn:quote("processing_log_failed", m.target.schema), table = conn:quote("processing_log"),
  }
  local text = file:read("a"):gsub("%-%-[^\n]*", ""):gsub("{(%l+)}", names)
  local list = {}
  for statement in (text .. "\n"):gmatch("%s*(.-);%s*\n") do
    list[#list + 1] = statement:gsub("%s*\n%s*\n", "\n"):gsub("[ \t]+\n", "\n")
  end
  return list
end

-- Whether a table can be read; the database's message if not.
function M.can_read(conn, quoted)
  return pcall(conn.query, conn, ("SELECT COUNT(*) AS n FROM %s WHERE 1 = 0"):format(quoted))
end

function M.is_there(conn, m)
  return (M.can_read(conn, (M.names(conn, m))))
end

-- Ends the program when there is no ledger; its message is more help than the database's.
function M.need(conn, m, args)
  local there, problem = M.can_read(conn, (M.names(conn, m)))
  if not there then
    cli.fail(("the ledger cannot be read (%s); to create it: %s"):format(problem, cli.command("init", args)),
      cli.exit.database)
  end
end

-- Documents by status and reason: { status, reason, documents, rows }, loaded first.
function M.counts(conn, m)
  local list = conn:query(("SELECT status, reason, COUNT(*) AS documents, SUM(row_count) AS row_count FROM %s "
    .. "WHERE mapping = ? GROUP BY status, reason ORDER BY status DESC, 3 DESC"):format((M.names(conn, m))), m.name)
  for _, row in ipairs(list) do
    row.row_count = math.tointeger(tonumber(row.row_count)) -- a sum may come as exact decimal, which is text
  end
  return list
end

-- How many documents the ledger has as failed.
function M.failed(conn, m)
  return conn:query(("SELECT COUNT(*) AS n FROM %s WHERE mapping = ? AND status = 'failed'"):format(
    (M.names(conn, m))), m.name)[1].n
end

-- The reasons of failed documents.
function M.reasons(conn, m)
  local list = {}
  for row in conn:each(("SELECT DISTINCT reason FROM %s WHERE mapping = ? AND status = 'failed' "
    .. "ORDER BY reason"):format((M.names(conn, m))), m.name) do
    list[#list + 1] = row.reason
  end
  return list
end

-- { status, reason } of the document with this key, or nil.
function M.document(conn, m, key)
  return conn:query(("SELECT status, reason FROM %s WHERE mapping = ? AND doc_key = ?"):format((M.names(conn, m))),
    m.name, key)[1]
end

-- Reasons of a run's failures: { reason, documents, message (one of them) }, most frequent first.
function M.failures(conn, m, run_id)
  return conn:query(("SELECT reason, COUNT(*) AS documents, MIN(message) AS message FROM %s WHERE mapping = ? "
    .. "AND run_id = ? AND status = 'failed' GROUP BY reason ORDER BY 2 DESC, 1"):format((M.names(conn, m))),
    m.name, run_id)
end

-- The newest failed documents, at most so many.
function M.newest_failures(conn, m, limit)
  local list = {}
  if limit > 0 then
    for row in conn:each(("SELECT doc_key, reason, message, logged_at, run_id FROM %s WHERE mapping = ? "
      .. "AND status = 'failed' ORDER BY logged_at DESC, doc_key"):format((M.names(conn, m))), m.name) do
      list[#list + 1] = row
      if #list == limit then
        break
      end
    end
  end
  return list
end

-- The mapping's runs, newest first.
function M.runs(conn, m)
  local _, run = M.names(conn, m)
  return conn:query(("SELECT run_id, started_at, ended_at, outcome, loaded, failed, row_count FROM %s "
    .. "WHERE mapping = ? ORDER BY started_at DESC, run_id"):format(run), m.name)
end

return M
