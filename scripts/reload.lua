-- rowan reload: load documents again that are loaded already, in the place of their rows.

local cli = require "lib.cli"
local ledger = require "lib.ledger"
local again = require "lib.again"
local progress = require "lib.progress"
local rowan = require "rowan"
local format = require "lib.format"

local parser = cli.parser("reload", "Load documents again that the ledger has as loaded, stale, skipped or unloaded: "
  .. "their rows are deleted and made anew from the texts that the source has now, in one transaction. A text that is "
  .. "refused leaves the older rows where they are; the document is stale then.", {
  { "my.lua --key 4711", "one document" },
  { "my.lua --from 100 --to 199", "those in a range of keys" },
  { "my.lua --where \"region = 'north'\"", "those whose row of the source fulfils a condition" },
  { "my.lua --run 20261123T191500-1a2b3c4d", "all that a run was the last to write" },
  { "my.lua --version 3", "all whose rows an older version of the mapping made" },
}, [[Exit status: 0 all of these documents are loaded from their texts of now, 1 some were refused or --max-failed
was reached, 2 wrong use or mapping, or a table whose rows cannot be found again, 3 the database cannot be reached
or used, 143 and 130 stopped by TERM or INT. Killed at any point, each document is as it was or loaded anew.]])
cli.add_mapping(parser)
cli.add_connection(parser)
cli.add_feed(parser)
again.add_options(parser)
for _, number in ipairs {
  { "--workers", "workers", "N", "Worker processes. Default: one per processor." },
  { "--chunk", "chunk", "N", "Documents a worker process lives for. Default: 10000." },
  { "--commit", "commit", "N", "Documents per transaction. Default: what is best for the database." },
  { "--batch-bytes", "batch_bytes", "N", "Bytes of rows that end a transaction earlier; of a document with twice as "
    .. "many rows are written before all are made. Default: 8 MB." },
  { "--deadline", "deadline", "SECONDS", "Seconds that one document may take to parse and map. Default: 60." },
  { "--retry-least-ms", "retry_least_ms", "MS", "Wait before a worker that died is replaced, doubled for each more "
    .. "in a row. Default: 1000." },
  { "--retry-most-ms", "retry_most_ms", "MS", "The longest such wait. Default: 30000." },
  { "--patience-ms", "patience_ms", "MS", "How long a document is tried that the database refuses for what may pass: "
    .. "locks, time-outs. Default: 30000." },
  { "--max-failed", "max_failed", "N", "Stop when more documents than that were refused. Default: never." },
  { "--max-rejected", "max_rejected", "N", "Stop when more rows than that were rejected (bad_row). Default: never." },
} do
  cli.job_number(parser, table.unpack(number))
end
parser:flag("--json", "Print the result as one JSON object.")
parser:flag("--quiet", "No progress.")

local args = parser:parse()
again.check_options(parser, args)
if args.key and #args.key > 1 then
  parser:error "--key: one document at a time"
end
local m = cli.load(args)

local function prepare()
  local conn <close> = cli.connect(args, parser, "target")
  ledger.need(conn, m, args)
  local problem = args.key and again.problem_of_key(conn, m, args.key[1], { "loaded", "stale", "skipped", "unloaded" })
  if problem then
    cli.fail(problem, cli.exit.usage)
  end
  again.check_known(conn, m, args)
  again.check_tables(conn, m, args)
end

prepare()

local on_progress, finish
if not args.quiet then
  on_progress, finish = progress.new()
end

local function run()
  return rowan.job {
    mapping = m,
    reload = true,
    of_run = args.run,
    of_version = args.version,
    key = args.key and args.key[1],
    from = args.from,
    to = args.to,
    source = m.source.files and "files:" .. m.source.root or cli.need_database(args, parser, "source"),
    target = cli.need_database(args, parser, "target"),
    source_password = cli.password "source",
    target_password = cli.password "target",
    workers = args.workers,
    chunk = args.chunk,
    commit = args.commit,
    batch_bytes = args.batch_bytes,
    deadline = args.deadline,
    retry_least_ms = args.retry_least_ms,
    retry_most_ms = args.retry_most_ms,
    patience_ms = args.patience_ms,
    max_failed = args.max_failed,
    max_rejected = args.max_rejected,
    on_progress = on_progress,
  }:run()
end

local ok, result = xpcall(run, function(problem)
  return type(problem) == "string" and debug.traceback(problem, 2) or problem
end)
if finish then
  finish()
end
if not ok then
  error(result, 0)
end

local function show()
  print(("%s: %s loaded again, %s, %s (run %s)"):format(m.feed, format.count_of(result.loaded, "document"),
    format.count_of(result.rows, "row"), result.outcome, result.run_id))
  if result.already_loaded > 0 then
    print(("%s changed by another run meanwhile."):format(format.count_of(result.already_loaded, "document")))
  end
  if result.rejected > 0 then
    print(("%s rejected; rowan_reject has them."):format(format.count_of(result.rejected, "row")))
  end
  if result.skipped > 0 then
    print(("%s skipped: not the mapping's kind of document."):format(format.count_of(result.skipped, "document")))
  end
  local stays = result.loaded > 0 and again.what_stays(m)
  if stays then
    print(stays)
  end
  if result.loaded + result.failed + result.already_loaded + result.skipped == 0 and result.outcome == "done" then
    print "The source has none of these documents, or none that is to be loaded again."
  end
  if result.failed > 0 then
    local conn <close> = cli.connect(args, parser, "target")
    again.show_refused(conn, m, result)
  end
end

if args.json then
  result.mapping, result.feed = m.name, m.feed
  print(rowan.json.encode(result))
else
  show()
end
if result.outcome == "failed" then
  cli.warn(result.message)
end
return cli.run_status(result)
