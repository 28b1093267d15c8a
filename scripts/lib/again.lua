-- What unload and reload share: which documents are meant, and whether their rows can be found.

local cli = require "lib.cli"
local format = require "lib.format"
local ledger = require "lib.ledger"

local M = {}

function M.add_options(parser)
  parser:option("--key", "The document with this key; may be said several times."):argname("KEY"):count("*")
    :default(nil)
  parser:option("--from", "The first key of a range, in the source's order."):argname("KEY")
  parser:option("--to", "The last key."):argname("KEY")
  parser:option("--where", "Those whose row of the source fulfils this condition, in the words of a mapping's where: "
    .. "\"region = 'north' and stored >= '2026-11-01'\".")
    :argname("CONDITION")
  parser:option("--run", "The documents that this run was the last to write, as rowan status --runs names it.")
    :argname("ID")
  parser:option("--version", "The documents whose rows a mapping of this version has made, as rowan status shows it.")
    :argname("VERSION")
  parser:flag("--cascades", "Go on where the database changes other rows with those that are deleted, as ON DELETE "
    .. "CASCADE does; rowan check --reload lists them.")
end

-- One way of saying which, and not none.
function M.check_options(parser, args, can_be_gone)
  if args.key and #args.key == 0 then
    args.key = nil
  end
  local ways = 0
  for _, said in ipairs { args.key or false, args.run or false, args.version or false, args.gone or false,
    args.where or false, args.from or args.to or false } do
    ways = ways + (said and 1 or 0)
  end
  if ways == 0 then
    parser:error("which documents? Say --key, --from and --to, --where, --run, " .. (can_be_gone
      and "--version, or --gone" or "or --version"))
  elseif ways > 1 then
    parser:error("--key, --from with --to, --where, --run, " .. (can_be_gone and "--version, and --gone"
      or "and --version") .. " exclude each other")
  end
end

-- Of documents that are not meant, as they have no rows.
local what_else = {
  failed = ": it has no rows, and rowan retry tries it again",
  unloaded = " already: --forget deletes its ledger row, too, and the next run loads it as if it were new",
  skipped = ": it has no rows; --forget deletes its ledger row, and the next run looks at it again",
}

-- Why the document is none that is meant, or nil.
function M.problem_of_key(conn, m, key, statuses)
  local document = ledger.document(conn, m, key)
  if not document then
    return ("--key %s: the ledger has no such document"):format(key)
  elseif not cli.has(statuses, document.status) then
    return ("--key %s: the document is %s%s"):format(key, document.status, what_else[document.status] or "")
  end
end

-- Ends the program when the ledger knows no such version, or no such run. A run's own row may have been deleted.
function M.check_known(conn, m, args)
  local there = args.version and ledger.versions(conn, m)
  if there and not cli.has(there, args.version) then
    cli.fail(("--version %s: the ledger knows no such version of the mapping%s"):format(args.version,
      cli.instead(args.version, there, "; there are ")), cli.exit.usage)
  end
  there = args.run and ledger.run_ids(conn, m)
  if there and not cli.has(there, args.run) and ledger.count_of_run(conn, m, args.run) == 0 then
    cli.fail(("--run %s: the feed has no such run%s"):format(args.run,
      cli.instead(args.run, there, "; the newest are ")), cli.exit.usage)
  end
end

-- What stays of rows that several documents make, or nil.
function M.what_stays(m)
  local names, seen = {}, {}
  for _, into in ipairs(m.tables) do
    if into.conflict and not seen[into.name] then
      names[#names + 1] = into.name
      seen[into.name] = true
    end
  end
  return #names > 0 and ("Rows of %s stay: other documents may have made them, too (conflict)."):format(
    table.concat(names, ", ")) or nil
end

-- Which documents of a run were refused, why, and what is there of them.
function M.show_refused(conn, m, result)
  local stale = ledger.stale_of_run(conn, m, result.run_id)
  local failed = math.max(result.failed - stale, 0)
  local documents = format.count_of(result.failed, "document")
  if stale == 0 then
    print(("\n%s failed and left no rows:"):format(documents))
  elseif failed == 0 then
    print(("\n%s refused; rows of the older texts are there as before:"):format(documents))
  else
    print(("\n%s refused: %s failed and left no rows, %s stale: rows of the older texts are there as before:"):format(
      documents, format.count(failed), format.count(stale)))
  end
  local rows = {}
  for i, failure in ipairs(ledger.failures(conn, m, result.run_id, stale > 0)) do
    rows[i] = { failure.reason, format.count(failure.documents),
      format.cut(format.one_line(failure.message or ""), 160) }
  end
  cli.print_table { columns = { "reason", { "documents", right = true }, "for example" }, rows = rows }
end

-- Ends the program when rows cannot be found, or others would go with them.
function M.check_tables(conn, m, args)
  local errors, warnings = 0, 0
  for _, f in ipairs(conn:check_reload(m)) do
    local is_error = f.severity == "error"
    errors, warnings = errors + (is_error and 1 or 0), warnings + (is_error and 0 or 1)
    cli.warn(("%s: %s: %s: %s"):format(f.line and ("%s:%d"):format(f.file, f.line) or f.file, f.severity, f.table,
      f.message))
  end
  if errors > 0 then
    cli.fail("nothing was changed: see rowan check --reload", cli.exit.usage)
  elseif warnings > 0 and not args.cascades then
    cli.fail("nothing was changed: say --cascades if that is meant", cli.exit.usage)
  end
end

return M
