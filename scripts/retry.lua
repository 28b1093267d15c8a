-- rowan retry: forget failed documents, so that the next run loads them again.

local cli = require "lib.cli"
local ledger = require "lib.ledger"
local format = require "lib.format"

local parser = cli.parser("retry", "Delete the ledger rows of failed documents; the next run loads these documents "
  .. "again. Loaded documents are never touched.", {
  { "my.lua", "all failed documents" },
  { "my.lua --reason value", "those that failed for one reason" },
  { "my.lua --key 4711", "one document" },
})
cli.add_mapping(parser)
cli.add_connection(parser)
cli.add_feed(parser)
parser:option("--reason", "Only documents that failed for this reason, as rowan status shows it."):argname("REASON")
parser:option("--key", "Only the document with this key."):argname("KEY")

local args = parser:parse()
local m = cli.load(args)
local conn <close> = cli.connect(args, parser, "target")
ledger.need(conn, m, args)

local document = args.key and ledger.document(conn, m, args.key)

-- Why nothing is what --reason and --key say, or nil.
local function problem()
  local reasons = ledger.reasons(conn, m)
  if args.reason and not cli.has(reasons, args.reason) then
    return ("--reason %s: no document failed for it%s"):format(args.reason, cli.instead(args.reason, reasons,
      "; the reasons are "))
  end
  if not args.key then
    return nil
  elseif not document then
    return ("--key %s: the ledger has no such document"):format(args.key)
  elseif document.status == "stale" then
    return ("--key %s: the document is stale: its older rows are there, and rowan reload tries the new text again")
      :format(args.key)
  elseif document.status ~= "failed" then
    return ("--key %s: the document is %s; only failed ones are tried again"):format(args.key, document.status)
  elseif args.reason and document.reason ~= args.reason then
    return ("--key %s: the document failed for %s, not %s"):format(args.key, document.reason, args.reason)
  end
end

local wrong = problem()
if wrong then
  cli.fail(wrong, cli.exit.usage)
end

local count = ledger.forget_failed(conn, m, args.reason, document and document.doc_key)
if count == 0 then
  print("No document has failed: nothing to retry.")
else
  print(("%s will be loaded again by the next run: %s"):format(format.count_of(count, "document"),
    cli.command("run", args)))
end
