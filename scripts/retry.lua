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
parser:option("--reason", "Only documents that failed for this reason, as rowan status shows it."):argname("REASON")
parser:option("--key", "Only the document with this key."):argname("KEY")

local args = parser:parse()
local m = cli.load(args)
local conn <close> = cli.connect(args, parser)
ledger.need(conn, m, args)

local sql = ("DELETE FROM %s WHERE mapping = ? AND status = 'failed'"):format((ledger.names(conn, m)))
local values = { m.name }
for _, filter in ipairs { { "reason", args.reason }, { "doc_key", args.key } } do
  if filter[2] then
    sql = ("%s AND %s = ?"):format(sql, filter[1])
    values[#values + 1] = filter[2]
  end
end

local count = conn:exec(sql, table.unpack(values))
if count == 0 then
  print("No such failed document: nothing to retry.")
else
  print(("%s will be loaded again by the next run: %s"):format(format.count_of(count, "document"),
    cli.command("run", args)))
end
