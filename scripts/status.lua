-- rowan status: what the ledger says about a mapping's documents.

local cli = require "lib.cli"
local ledger = require "lib.ledger"
local rowan = require "rowan"
local format = require "lib.format"

local parser = cli.parser("status", "Show how many documents are loaded and failed, the newest failures, the runs.", {
  { "my.lua", "counts, and the ten newest failures" },
  { "my.lua --failed 100", "a hundred of them" },
  { "my.lua --failed 0 --runs", "counts and runs" },
  { "my.lua --json", "all of it as one JSON object" },
})
cli.add_mapping(parser)
cli.add_connection(parser)
cli.add_feed(parser)
parser:option("--failed", "How many failures to show."):argname("N"):convert(cli.whole(0)):default("10")
parser:flag("--runs", "Show the runs, newest first.")
parser:flag("--json", "Print one JSON object.")

local args = parser:parse()
local m = cli.load(args)
local conn <close> = cli.connect(args, parser, "target")
ledger.need(conn, m, args)

local counts = ledger.counts(conn, m)
local versions = ledger.counts_by_version(conn, m, counts)
local stale = false
for _, row in ipairs(counts) do
  stale = stale or row.status == "stale"
end
local failed = ledger.newest_failures(conn, m, args.failed, stale)
local runs = args.runs and ledger.runs(conn, m)
local run_rows = ledger.run_rows(conn, m) -- of tables with a conflict rule, or database_may_drop
local tables = ledger.sum_run_rows(run_rows, "table_name")
table.sort(tables, function(a, b) return a.table_name < b.table_name end)

if args.json then
  local list = rowan.json.array
  for _, run in ipairs(runs or {}) do
    local of = {}
    for _, row in ipairs(run_rows) do
      of[#of + 1] = row.run_id == run.run_id and row or nil
    end
    run.tables = list(of)
  end
  print(rowan.json.encode {
    mapping = m.name, feed = m.feed, counts = list(counts), versions = list(versions), tables = list(tables),
    failed = list(failed),
    runs = runs and list(runs),
  })
  return
end

-- A table of query results: columns are { name in the result, heading, how to show it }.
local function show(rows, columns)
  local spec = { columns = {}, rows = {} }
  for c, column in ipairs(columns) do
    spec.columns[c] = { column[2], right = column[3] == format.count }
  end
  for i, row in ipairs(rows) do
    spec.rows[i] = {}
    for c, column in ipairs(columns) do
      local value = rawget(row, column[1]) -- no column of the ledger's, and none where it could not be reckoned
      spec.rows[i][c] = value == nil and "" or column[3] and column[3](value) or tostring(value)
    end
  end
  cli.print_table(spec)
end

-- Rows sent are told where the database has fewer.
local function with_sent(rows, columns)
  for _, row in ipairs(rows) do
    if row.sent ~= row.stored then
      columns[#columns + 1] = { "sent", "sent", format.count }
      break
    end
  end
  return columns
end

-- So are documents that are skipped, and rows that are rejected.
local function with_some(rows, columns, name, at)
  for _, row in ipairs(rows) do
    if row[name] and row[name] > 0 then
      table.insert(columns, at or #columns + 1, { name, name, format.count })
      break
    end
  end
  return columns
end

local ROOM = 104 -- columns of the screen that all that is known of runs takes

local function to_minutes(time)
  return tostring(time):sub(1, #"2024-01-31 12:30")
end

-- Where there is less room, the end is how long it took, and the seconds of the start stand in the run's name.
local function run_columns(width)
  local list = { { "run_id", "run" }, { "started_at", "started" }, { "ended_at", "ended" }, { "state", "outcome" },
    { "loaded", "loaded", format.count }, { "failed", "failed", format.count }, { "stored", "rows", format.count } }
  if width < ROOM then
    list[2][3] = to_minutes
    list[3] = { "seconds", "took", format.duration }
  end
  return list
end

-- In the order of the runs.
local function newest_first(rows)
  local list = {}
  for _, run in ipairs(runs) do
    for _, row in ipairs(rows) do
      list[#list + 1] = row.run_id == run.run_id and row or nil
    end
  end
  return list
end

if #counts == 0 then
  print(("%s: the ledger has no document of this feed yet"):format(m.feed))
else
  print(m.feed)
  local columns = { { "status", "status" }, { "reason", "reason" }, { "documents", "documents", format.count },
    { "stored", "rows", format.count } }
  show(counts, with_sent(counts, with_some(counts, columns, "rejected")))
end
if #versions > 1 then
  print "\nDocuments with rows, by the mapping's version:"
  for _, one in ipairs(versions) do
    one.version = one.version ~= "" and one.version or "(none)"
  end
  show(versions, { { "version", "version" }, { "documents", "documents", format.count } })
end
-- What became of rows where the rows of a document do not say it. first: the columns before the table.
local function show_run_rows(rows, first)
  local columns = table.move({ { "table_name", "table" }, { "inserted", "inserted", format.count },
    { "updated", "updated", format.count }, { "kept", "kept", format.count } }, 1, 4, #first + 1, first)
  show(rows, with_some(rows, columns, "dropped"))
end

if #tables > 0 then
  print "\nRows of tables that several documents fill, or of which the database leaves some out, in all runs:"
  show_run_rows(tables, {})
end
if #failed > 0 then
  print(#failed == 1 and "\nThe newest failure:" or ("\nThe %d newest failures:"):format(#failed))
  show(failed, { { "doc_key", "key" }, { "reason", "reason" }, { "logged_at", "at" },
    { "message", "message", format.one_line } })
end
if runs and #runs == 0 then
  print("\nThere are no runs yet.")
elseif runs then
  for _, run in ipairs(runs) do
    run.seconds = run.ended_at and format.seconds_between(run.started_at, run.ended_at)
  end
  print("\nRuns:")
  local columns = with_some(runs, run_columns(cli.width() or math.huge), "skipped", 7)
  show(runs, with_sent(runs, with_some(runs, columns, "rejected")))
  if #run_rows > 0 then
    print "\nRows of such tables, by run:"
    show_run_rows(newest_first(run_rows), { { "run_id", "run" } })
  end
  for _, run in ipairs(runs) do
    if not run.outcome then
      print(("%s: %s, process %s on %s, last sign of life %s"):format(run.run_id, run.state, run.pid or "?",
        run.host or "?", run.heartbeat or "never"))
    end
  end
end
