-- rowan try: the rows that a mapping makes of documents in files.

local cli = require "lib.cli"
local show_rows = require "lib.show_rows"

local parser = cli.parser("try", "Show the rows that a mapping makes of documents. Needs no database.", {
  { "mappings/orders.lua tests/mapping/orders/doc.xml", "the rows of one document, table by table" },
  { "my.lua --json *.xml", "a JSON object per row: {\"file\":..,\"table\":..,\"row\":{..}}" },
  { "my.lua doc.xml --key 4711 --set channel=Web", "give the document a key and a carried column" },
})
cli.add_mapping(parser)
parser:argument("files", "Files with a document each; - is standard input."):argname("FILE"):args("+")
parser:flag("--json", "Print a JSON object per row and line.")
parser:option("--key", "The document's key. Default: the file's name without folder and ending, "
  .. "or 1 where keys are numbers."):argname("KEY")
parser:option("--set", "The value of a carried source column; may be repeated.")
  :argname("COLUMN=VALUE"):count("*"):action("append")

local args = parser:parse()
local m = cli.load(args)

local function read(path)
  if path == "-" then
    return io.read("a")
  end
  local file, message = io.open(path, "rb")
  if not file then
    return nil, message
  end
  local text = file:read("a")
  file:close()
  return text
end

local function carries(name)
  for _, column in ipairs(m.source.columns) do
    if column.name == name then
      return true
    end
  end
  return false
end

-- What --set says: carried column -> value.
local function read_set()
  local set = {}
  for _, pair in ipairs(args.set) do
    local column, value = pair:match("^([^=]+)=(.*)$")
    if not column then
      parser:error(("--set takes COLUMN=VALUE, not '%s'"):format(pair))
    elseif not carries(column) then
      parser:error(("--set %s: the mapping's source carries no such column"):format(pair))
    end
    set[column] = value
  end
  return set
end

-- The source row that a document in a file seems to come from.
local function source_row(path, set)
  local row = { [m.source.key] = args.key or "1" }
  if not args.key and m.source.key_type:find("^text") then
    row[m.source.key] = path:match("([^/]+)%.%w+$") or path:match("[^/]+$")
  end
  for column, value in pairs(set) do
    row[column] = value
  end
  return row
end

local set = read_set()
local failed = false
for _, path in ipairs(args.files) do
  local text, problem = read(path)
  local tables
  if text then
    tables, problem = m:rows(text, source_row(path, set))
  end
  if not tables then
    failed = true
    problem = tostring(problem)
    io.stderr:write(problem:find(path, 1, true) == 1 and problem or path .. ": " .. problem, "\n")
  elseif args.json then
    show_rows.json(path, tables)
  else
    if #args.files > 1 then
      print(("== %s ==\n"):format(path))
    end
    show_rows.text(tables)
  end
end
return failed and cli.exit.failed or cli.exit.done
