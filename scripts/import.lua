-- rowan import: a JSON contract becomes a mapping.

local catalog = require "import.catalog"
local cli = require "lib.cli"
local columns = require "import.columns"
local contracts = require "import.contract"
local documents = require "lib.documents"
local findings = require "import.findings"
local names = require "import.names"
local places = require "import.places"
local tables = require "import.tables"
local types = require "import.types"
local format = require "lib.format"
local write = require "import.write"

local parser = cli.parser("import", "Turn a JSON contract of the old loader into a mapping, on standard output. "
  .. "What cannot be said in a mapping is left out and listed on standard error, with its place in the contract; "
  .. "so is what had to be assumed (note:). The status is 1 when something was left out.", {
  { "contract.json > my.lua", "write the mapping" },
  { "contract.json --connect warehouse > my.lua", "the same, with types as the columns of DSN warehouse have them" },
  { "contract.json > my.lua && rowan plan my.lua", "and show what was understood of it" },
})
parser:argument("contract", "The contract, a JSON file; - is standard input."):argname("CONTRACT")
parser:option("--connect", "The target database, a DSN's name or an ODBC connection string: columns get the widths "
  .. "and sizes that they have there, and the source's key its type. Without it no database is asked. The password "
  .. "comes from $ROWAN_PASSWORD, or the first line of $ROWAN_PASSWORD_FILE."):argname("STRING")
parser:option("--schema", "Schema of the target tables there, in place of the contract's."):argname("NAME")

local args = parser:parse()
if args.schema and not args.connect then
  parser:error("--schema is where tables of a database are: say --connect STRING")
end

local function import(text, notes, conn)
  local contract = contracts.read(text, notes)
  local registry = names.new()
  local known = catalog.new(conn, args.schema or contract.target_schema, notes)
  known:fit(contract.entries)
  local type_list = types.new(contract, notes, registry, known)
  local place_finder = places.new(contract, notes, registry, type_list)
  local maker = columns.new(contract, notes, type_list, place_finder)
  local tops = tables.new(contract, notes, type_list, place_finder, maker):build()
  local file = args.contract:match("[^/]+$")
  return write.mapping(contract, tops, file, notes, registry, type_list, place_finder)
end

local notes = findings.new(args.contract)
local text, problem = documents.read(args.contract)
if not text then
  cli.fail(problem, cli.exit.failed)
end
local conn <close> = args.connect and cli.connect(args, parser, "target") or nil
local ok, result = pcall(import, text, notes, conn)
if ok then
  io.write(result)
elseif result ~= notes then
  error(result, 0)
end
notes:write(io.stderr)
if not ok then
  return cli.exit.failed
elseif notes.left_out_count > 0 then
  cli.warn(("%s left out, see above; the rest of the mapping is whole"):format(
    format.count_of(notes.left_out_count, "thing") .. (notes.left_out_count == 1 and " was" or " were")))
  return cli.exit.failed
end
return cli.exit.done
