-- rowan retry: forget documents that failed or were skipped, so that the next run tries them again.

local cli = require "lib.cli"
local ledger = require "lib.ledger"
local format = require "lib.format"

local parser = cli.parser("retry", "Delete the ledger rows of failed documents, or of skipped ones; the next run loads "
  .. "these documents again. Loaded documents are never touched. Of stale ones, where the mapping has a "
  .. "revision, the ledger only forgets which text was refused.", {
  { "my.lua", "all failed documents" },
  { "my.lua --reason value", "those that failed for one reason" },
  { "my.lua --key 4711", "one document" },
  { "my.lua --status skipped", "what was not the mapping's kind of document before the mapping changed" },
})
cli.add_mapping(parser)
cli.add_connection(parser)
cli.add_feed(parser)
parser:option("--status", "failed or skipped. Default: failed."):argname("STATUS"):choices { "failed", "skipped" }
  :default("failed")
parser:option("--reason", "Only documents that failed, or were skipped, for this reason, as rowan status shows it.")
  :argname("REASON")
parser:option("--key", "Only the document with this key."):argname("KEY")

local args = parser:parse()
local m = cli.load(args)
local conn <close> = cli.connect(args, parser, "target")
ledger.need(conn, m, args)

local document = args.key and ledger.document(conn, m, args.key)

-- Why nothing is what --reason and --key say, or nil.
local function problem()
  local tries_stale = m.source.revision and args.status == "failed"
  local reasons = ledger.reasons(conn, m, args.status, tries_stale)
  local became = args.status == "failed" and "failed" or "was skipped"
  if args.reason and not cli.has(reasons, args.reason) then
    return ("--reason %s: no document %s for it%s"):format(args.reason, became, cli.instead(args.reason, reasons,
      "; the reasons are "))
  end
  if not args.key then
    return nil
  elseif not document then
    return ("--key %s: the ledger has no such document"):format(args.key)
  elseif document.status == "stale" and not tries_stale then
    return ("--key %s: the document is stale: its older rows are there, and rowan reload tries the new text again")
      :format(args.key)
  elseif document.status == "skipped" and args.status == "failed" then
    return ("--key %s: the document is skipped; say --status skipped"):format(args.key)
  elseif document.status ~= args.status and not (document.status == "stale" and tries_stale) then
    return ("--key %s: the document is %s; only %s ones are tried again"):format(args.key, document.status,
      args.status)
  elseif args.reason and document.reason ~= args.reason then
    return ("--key %s: the document %s for %s, not %s"):format(args.key, became, document.reason, args.reason)
  end
end

local wrong = problem()
if wrong then
  cli.fail(wrong, cli.exit.usage)
end

local key = document and document.doc_key
local count = ledger.forget_without_rows(conn, m, args.status, args.reason, key)
local stale = m.source.revision and args.status == "failed" and ledger.forget_refused(conn, m, args.reason, key) or 0
local digest = stale > 0 and m.source.revision == "digest()"
if count + stale == 0 then
  print(args.status == "failed" and "No document has failed: nothing to retry."
    or "No document is skipped: nothing to retry.")
else
  print(("%s will be loaded again by the next run: %s%s"):format(format.count_of(count + stale, "document"),
    cli.command("run", args), digest and " --changed" or ""))
end
