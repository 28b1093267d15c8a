-- rowan run: load every document that is not in the ledger yet, or there with another revision.

local cli = require "lib.cli"
local again = require "lib.again"
local ledger = require "lib.ledger"
local notes = require "lib.notes"
local progress = require "lib.progress"
local rowan = require "rowan"
local format = require "lib.format"

local parser = cli.parser("run", "Load every document of the source table, or folder, that is not in the ledger yet, "
  .. "and those whose revision is another one than the ledger has, if the mapping says what that is. "
  .. "A run that was stopped or killed goes on where it was when it is started again.", {
  { "my.lua", "load all that is left, into the database of $ROWAN_CONNECT" },
  { "my.lua --limit 1000", "only the first thousand that are left" },
  { "my.lua --from 500000 --to 599999 --workers 2", "a range of keys, with two workers" },
  { "my.lua --quiet --json >run.json", "for a program: one JSON object, no progress" },
}, [[Exit status: 0 every document of this run is loaded or skipped, 1 some failed or --max-failed was
reached, 2 wrong use or mapping, 3 the database cannot be reached or used, 143 and 130 stopped by TERM or INT: what was
begun is finished and committed, and the same command goes on from there.]])
cli.add_mapping(parser)
cli.add_connection(parser)
cli.add_feed(parser)
parser:flag("--changed", "With revision = digest(): read the texts of all documents, and load those again that "
  .. "changed.")
parser:flag("--cascades", "With a revision: go on where the database changes other rows with those that are "
  .. "replaced, as ON DELETE CASCADE does; rowan check lists them.")
parser:flag("--moved", "The feed's documents are in another place than before: go on with those there.")
for _, number in ipairs {
  { "--workers", "workers", "N", "Worker processes. Default: one per processor." },
  { "--chunk", "chunk", "N", "Documents a worker process lives for. Default: 10000." },
  { "--page", "page", "N", "Documents per query. Default: 500." },
  { "--commit", "commit", "N", "Documents per transaction. Default: what is best for the database." },
  { "--batch-bytes", "batch_bytes", "N", "Bytes of rows that end a transaction earlier; of a document with twice as "
    .. "many rows are written before all are made. Default: 8 MB." },
} do
  cli.job_number(parser, table.unpack(number))
end
parser:option("--from", "The first key."):argname("KEY")
parser:option("--to", "The last key."):argname("KEY")
for _, number in ipairs {
  { "--limit", "limit", "N", "Load at most so many documents; not together with --from and --to." },
  { "--deadline", "deadline", "SECONDS", "Seconds that one document may take to parse and map. Default: 60." },
} do
  cli.job_number(parser, table.unpack(number))
end
parser:option("--call-seconds", "Seconds of the processor that one call of a function may take. "
  .. "Default: half of the deadline."):argname("SECONDS"):convert(cli.number(0.1, 86400))
for _, number in ipairs {
  { "--database-deadline", "database_deadline", "SECONDS", "Seconds that the database may take for a page, a batch "
    .. "or a connection, or have no room. Default: ten deadlines, at least 60." },
  { "--retry-least-ms", "retry_least_ms", "MS", "Wait before a worker that died is replaced, doubled for each more "
    .. "in a row. Default: 1000." },
  { "--retry-most-ms", "retry_most_ms", "MS", "The longest such wait. Default: 30000." },
  { "--patience-ms", "patience_ms", "MS", "How long a document is tried that the database refuses for what may pass: "
    .. "locks, time-outs. Default: 30000." },
  { "--max-failed", "max_failed", "N", "Stop when more documents than that have failed. Default: never." },
  { "--max-rejected", "max_rejected", "N", "Stop when more rows than that were rejected (bad_row). Default: never." },
} do
  cli.job_number(parser, table.unpack(number))
end
parser:option("--warnings", "What the database says beside success, as a trigger may: \"show\" the first of it, or "
  .. "\"fail\" the document. Default: show."):choices { "show", "fail" }
parser:flag("--profile", "Show where the workers' time goes; costs a few percent of it.")
parser:flag("--json", "Print the result as one JSON object.")
parser:flag("--quiet", "No progress.")
parser:option("--log-level", "What to log on standard error."):choices { "error", "warn", "info", "debug" }

-- A collector that reads the JSON sees every run, also one that could not begin.
local mapping_name, feed_name
local function print_json(result)
  result.mapping = mapping_name
  result.feed = feed_name
  print(rowan.json.encode(result))
end

local function print_failure(problem)
  local known = type(problem) == "table"
  print_json { outcome = "failed", loaded = 0, failed = 0, already_loaded = 0, skipped = 0, rejected = 0,
    sent = 0, rows = 0, message = tostring(problem),
    reason = known and problem.reason or "usage", status = known and problem.status or "usage" }
end

if cli.has(arg, "--json") then
  cli.on_failure(print_failure)
end

local args = parser:parse()
if args.limit and (args.from or args.to) then
  parser:error("--limit and --from/--to exclude each other")
end
local first, last = math.tointeger(tonumber(args.from)), math.tointeger(tonumber(args.to))
if first and last and first > last then
  parser:error(("--from %d comes after --to %d"):format(first, last))
end

local m

-- Whether a column says which text of a document it is.
local function by_column()
  return m.source.revision and m.source.revision ~= "digest()"
end

-- What of the ledger's documents is not there as the source has it: a run leaves these alone.
local function what_is_left(target)
  local found, parts = ledger.statuses(target, m), {}
  for _, status in ipairs { "failed", "stale", "unloaded" } do
    parts[#parts + 1] = found[status] and (", %s as %s"):format(format.count(found[status]), status) or nil
  end
  return #parts > 0 and ("%s: %s"):format(table.concat(parts), cli.command("status", args)) or ""
end

local function nothing_in_folder(target)
  local files = ("files %s below %s"):format(m.source.files, m.source.root)
  if args.from or args.to then
    return ("nothing to load: of the %s none in this range is not in the ledger"):format(files)
  end
  local there = m:count_files()
  if there == 0 then
    return ("nothing to load: there are no %s"):format(files)
  end
  return ("nothing to load: all %s %s are in the ledger%s"):format(format.count(there), files, what_is_left(target))
end

-- Why a run found nothing to do.
local function nothing_to_load(target)
  if m.source.files then
    return nothing_in_folder(target)
  end
  local conn <close> = cli.connect(args, parser, "source")
  local quoted = conn:quote(m.source.table, m.source.schema)
  if args.from or args.to then
    return ("nothing to load: %s has no document in this range that is not in the ledger"):format(quoted)
  end
  local there = conn:count_documents(m)
  if there == 0 then
    return (m.source.where and "nothing to load: the mapping's where selects no row of the source table %s"
      or "nothing to load: the source table %s is empty"):format(quoted)
  end
  return ("nothing to load: %s of %s %s in the ledger%s%s"):format(
    there == 1 and "the only document" or ("all %s documents"):format(format.count(there)), quoted,
    there == 1 and "is" or "are", by_column() and ", with its revision" or "", what_is_left(target))
end

local function title_of(result)
  if result.outcome ~= "stopped" then
    return result.outcome
  elseif args.max_failed and result.failed > args.max_failed then
    return ("stopped, as more than %s failed,"):format(format.count_of(args.max_failed, "document"))
  elseif args.max_rejected and result.rejected > args.max_rejected then
    return ("stopped, as more than %s were rejected,"):format(format.count_of(args.max_rejected, "row"))
  end
  return "stopped before the end"
end

local function show_figures(result)
  print(("%s: %s in %s (run %s)"):format(m.feed, title_of(result), format.duration(result.seconds), result.run_id))
  local documents = result.loaded + result.failed + result.already_loaded + result.skipped
  local columns, row = {}, {}
  for _, figure in ipairs {
    { "loaded", format.count(result.loaded) }, { "failed", format.count(result.failed) },
    { "already_loaded", format.count(result.already_loaded) },
    { "skipped", result.skipped > 0 and format.count(result.skipped) }, { "rows", format.count(result.rows) },
    { "rejected", result.rejected > 0 and format.count(result.rejected) },
    { "seconds", ("%.1f"):format(result.seconds) },
    { "documents/minute", format.count(format.pace(documents, result.seconds)) },
    { "chunks", format.count(result.chunks) }, { "restarts", format.count(result.restarts) },
  } do
    if figure[2] then
      columns[#columns + 1], row[#row + 1] = { figure[1], right = true }, figure[2]
    end
  end
  cli.print_table { columns = columns, rows = { row } }
  if result.sent ~= result.rows then
    print(("\n%s sent; the database left %s out, as the mapping allows (database_may_drop)."):format(
      format.count_of(result.sent, "row"), format.count(result.sent - result.rows)))
  end
end

-- A worker maps documents in one thread and writes them in another: what the parts of either one's time are, in
-- the order in which a document goes through them.
local threads = {
  { "where the workers' time went, reading and mapping:",
    { "start", "mapping, connections, catalogue, end" },
    { "read", "waiting for the next page of documents" },
    { "parse", "XML" },
    { "rows", "paths, expressions, cells" },
    { "convert", "texts to values" },
    { "lua", "functions of the mapping" },
    { "full", "waiting for documents to be written" } },
  { "and writing, at the same time:",
    { "write", "INSERT statements" },
    { "commit", "" },
    { "wait", "between attempts, when the database was busy" },
    { "idle", "waiting for documents to write" } },
}

local function show_thread(profile, thread)
  local total, rows = 0, {}
  for i = 2, #thread do
    total = total + profile[thread[i][1]]
  end
  for i = 2, #thread do
    local part, what = table.unpack(thread[i])
    local percent = 100 * profile[part] / math.max(total, 1e-9) -- a thread that never began has none
    rows[i - 1] = { part, ("%.1f"):format(profile[part]), ("%.1f"):format(percent), what }
  end
  print("\n" .. thread[1])
  cli.print_table {
    columns = { "part", { "seconds", right = true }, { "percent", right = true }, "" },
    rows = rows,
  }
end

-- Which documents the scanner left to libxml2, and why.
local function show_declined(xml)
  local rows = {}
  for reason, count in pairs(xml) do
    if reason ~= "scanner" and count > 0 then
      rows[#rows + 1] = { reason, format.count(count) }
    end
  end
  table.sort(rows, function(a, b) return a[1] < b[1] end)
  print(("\n%s read by the scanner%s"):format(format.count_of(xml.scanner, "document"),
    #rows > 0 and "; it left to libxml2:" or ""))
  if #rows > 0 then
    cli.print_table { columns = { "because of", { "documents", right = true } }, rows = rows }
  end
end

local function show_failures(conn, result)
  again.show_refused(conn, m, result)
  print("See them:        " .. cli.command("status", args))
  print("When fixed:      " .. cli.command("retry", args))
end

local function show_rejects(conn, result)
  print(("\n%s rejected; rowan_reject has them:"):format(format.count_of(result.rejected, "row")))
  local rows = {}
  for i, reject in ipairs(ledger.rejects(conn, m, result.run_id)) do
    rows[i] = { reject.table_name, reject.reason, format.count(reject.rejected),
      format.cut(format.one_line(reject.message or ""), 160) }
  end
  cli.print_table { columns = { "table", "reason", { "rows", right = true }, "for example" }, rows = rows }
end

local function show(result)
  local conn <close> = cli.connect(args, parser, "target")
  if result.outcome == "done" and result.loaded + result.failed + result.already_loaded + result.skipped == 0 then
    print(nothing_to_load(conn))
    return
  end
  show_figures(result)
  if result.profile then
    for _, thread in ipairs(threads) do
      show_thread(result.profile, thread)
    end
    show_declined(result.xml)
  end
  if result.commit_that_passed then
    print(("\nThe database gave up statements that took longer than they may. %s at a time passed: "
      .. "set --commit to that, or a longer statement_timeout (PostgreSQL), max_statement_time (MariaDB)."):format(
      format.count_of(result.commit_that_passed, "document")))
  end
  if result.waits_for_room > 0 then
    print(("\nThe database had no room: workers waited for it %s times."):format(format.count(result.waits_for_room)))
  end
  if result.failed > 0 then
    show_failures(conn, result)
  end
  if result.rejected > 0 then
    show_rejects(conn, result)
  end
  local lines = notes.summary(result.coverage, ledger.run_rows(conn, m, result.run_id))
  if #lines > 0 then
    print("\n" .. table.concat(lines, "\n"))
  end
  if result.outcome == "stopped" then
    print("The same command goes on from here.")
  end
end

local on_progress, finish
if not args.quiet then
  on_progress, finish = progress.new()
end

local function run()
  m = cli.load(args)
  mapping_name, feed_name = m.name, m.feed
  if not args.quiet then
    cli.note_name(m, args)
  end
  if args.changed and m.source.revision ~= "digest()" then
    cli.fail(("%s: --changed is for a mapping with revision = digest()%s"):format(args.mapping, by_column()
      and ": by a column changes are seen anyway"
      or "; without a revision no document is looked at again that is loaded"), cli.exit.usage)
  end
  if by_column() or args.changed then
    local conn <close> = cli.connect(args, parser, "target")
    again.check_tables(conn, m, args)
  end
  local target = cli.need_database(args, parser, "target")
  local source = m.source.files and "files:" .. m.source.root or cli.need_database(args, parser, "source")
  return rowan.job {
    mapping = m,
    source = source,
    target = target,
    source_password = cli.password "source",
    target_password = cli.password "target",
    moved = args.moved,
    changed = args.changed,
    workers = args.workers,
    chunk = args.chunk,
    page = args.page,
    commit = args.commit,
    batch_bytes = args.batch_bytes,
    from = args.from,
    to = args.to,
    limit = args.limit,
    deadline = args.deadline,
    database_deadline = args.database_deadline,
    call_seconds = args.call_seconds,
    retry_least_ms = args.retry_least_ms,
    retry_most_ms = args.retry_most_ms,
    patience_ms = args.patience_ms,
    max_failed = args.max_failed,
    max_rejected = args.max_rejected,
    log_level = args.log_level,
    profile = args.profile,
    warnings = args.warnings,
    on_progress = on_progress,
  }:run()
end

-- A mistake of this script has a traceback; an error object says all there is to say.
local function explain(problem)
  return type(problem) == "string" and debug.traceback(problem, 2) or problem
end

local ok, result = xpcall(run, explain)
if finish then
  finish()
end
if not ok then
  if args.json then
    print_failure(result)
  end
  error(result, 0)
elseif args.json then
  print_json(result)
elseif result.outcome == "failed" then
  show_figures(result)
else
  show(result)
end
if result.outcome == "failed" then
  cli.warn(result.message)
end
return cli.run_status(result)
