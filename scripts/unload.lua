-- rowan unload: take documents away, with all the rows that they made.

local cli = require "lib.cli"
local ledger = require "lib.ledger"
local again = require "lib.again"
local rowan = require "rowan"
local format = require "lib.format"

local parser = cli.parser("unload", "Delete the rows that documents made, children first, and mark the documents as "
  .. "unloaded in the ledger: no run loads them again, rowan reload does. Rows of others are never touched: what is "
  .. "deleted of a document has to be as many rows as were stored.", {
  { "my.lua --key 4711", "one document" },
  { "my.lua --from 100 --to 199", "those in a range of the source's keys that are loaded" },
  { "my.lua --where \"region = 'north'\"", "those whose row of the source fulfils a condition" },
  { "my.lua --run 20261123T191500-1a2b3c4d", "all that a run was the last to write" },
  { "my.lua --gone", "what the source no longer has" },
  { "my.lua --key 4711 --forget", "as if it had never been loaded: the next run loads it" },
}, [[Exit status: 0 none of these documents has rows any more, 1 some could not be taken away (their rows are there as
before), 2 wrong use, or a table whose rows cannot be found again, 3 the database cannot be reached or used. Killed or
stopped at any point, the same command goes on.]])
cli.add_mapping(parser)
cli.add_connection(parser)
cli.add_feed(parser)
again.add_options(parser)
parser:flag("--gone", "The documents that the source no longer has, or that its where no longer selects.")
parser:flag("--forget", "Delete the documents' rows of the ledger, too, also of those that were unloaded or skipped: "
  .. "then the next run loads them.")
parser:option("--commit", "Documents per transaction. Default: 100."):argname("N"):convert(cli.whole(1, 10000))
  :default("100")
parser:flag("--json", "Print the result as one JSON object.")

local args = parser:parse()
again.check_options(parser, args, true)
local m = cli.load(args)
local conn <close> = cli.connect(args, parser, "target")
ledger.need(conn, m, args)

-- The keys of the source's range that the ledger has.
local function known_keys()
  local source <close> = not m.source.files and cli.is_apart(args) and cli.connect(args, parser, "source") or nil
  return conn:known_keys(m, source, args.from, args.to)
end

-- The ledger's list is the older one: what comes into the source meanwhile is not gone.
local function gone_keys()
  local list, there = ledger.keys_with_rows(conn, m, args.forget), {}
  local known = known_keys()
  if #known == 0 and #list > 0 then
    cli.fail("--gone: the source has none of the feed's documents. If that is right, take them away with --run or "
      .. "--version", cli.exit.usage)
  end
  for _, key in ipairs(known) do
    there[conn:ledger_key(key)] = true
  end
  local gone = {}
  for _, key in ipairs(list) do
    gone[#gone + 1] = not there[key] and key or nil
  end
  return gone
end

-- The documents that are meant, by their keys.
local function list_keys()
  if args.key then
    for _, key in ipairs(args.key) do
      local problem = again.problem_of_key(conn, m, key, args.forget
        and { "loaded", "stale", "skipped", "unloaded" } or { "loaded", "stale" })
      if problem then
        cli.fail(problem, cli.exit.usage)
      end
    end
    return args.key
  end
  again.check_known(conn, m, args)
  if args.run then
    return ledger.keys_of_run(conn, m, args.run, args.forget)
  elseif args.version then
    return ledger.keys_of_version(conn, m, args.version)
  end
  return args.gone and gone_keys() or known_keys()
end

local keys = list_keys()
again.check_tables(conn, m, args)

local sums = { done = 0, rows = 0, nothing = 0, rival = 0, refused = 0 }
local failures = {}

local function count(result, key)
  sums[result.verdict] = sums[result.verdict] + 1
  sums.rows = sums.rows + result.rows
  if result.verdict == "refused" then
    failures[#failures + 1] = { key = key, reason = result.reason, message = result.message }
  end
end

local run_id

local function unload()
  conn:unload(m, run_id, {}, args.forget) -- may rows be deleted?
  for first = 1, #keys, args.commit do
    local batch = table.move(keys, first, math.min(first + args.commit - 1, #keys), 1, {})
    for i, result in ipairs(conn:unload(m, run_id, batch, args.forget)) do
      count(result, batch[i])
    end
  end
end

if #keys > 0 then
  run_id = conn:begin_run(m, rowan.json.encode { unload = true, forget = args.forget or false, from = args.from,
    to = args.to, of_run = args.run, of_version = args.version, where = args.where, gone = args.gone,
    keys = args.key and rowan.json.array(args.key) })
  local ok, problem = pcall(unload)
  pcall(conn.end_run, conn, m, run_id, ok and "done" or "failed") -- what went wrong first is what counts
  if not ok then
    error(problem, 0)
  end
end

if args.json then
  print(rowan.json.encode { mapping = m.name, feed = m.feed, run_id = run_id, unloaded = sums.done, rows = sums.rows,
    not_loaded = sums.nothing, changed_meanwhile = sums.rival, refused = sums.refused,
    failures = rowan.json.array(failures) })
else
  print(("%s: %s %s, %s deleted%s"):format(m.feed, format.count_of(sums.done, "document"),
    args.forget and "forgotten" or "unloaded", format.count_of(sums.rows, "row"),
    run_id and (" (run %s)"):format(run_id) or ""))
  local stays = sums.done > 0 and again.what_stays(m)
  if stays then
    print(stays)
  end
  if sums.rival > 0 then
    print(("%s changed by another run meanwhile."):format(format.count_of(sums.rival, "document")))
  end
  for i = 1, math.min(#failures, 10) do
    print(("%s: %s: %s"):format(failures[i].key, failures[i].reason, failures[i].message))
  end
  if #failures > 10 then
    print(("and %s more that could not be taken away"):format(format.count_of(#failures - 10, "document")))
  end
end
return sums.rival + sums.refused > 0 and cli.exit.failed or cli.exit.done
