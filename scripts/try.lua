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

-- What nothing matched in all files: a wrong path and a forgotten namespace look like optional parts.
local seen_rows, seen_values = {}, {}

local function note_seen(tables)
  for t, rows in ipairs(tables) do
    seen_rows[t] = seen_rows[t] or #rows.rows > 0
    seen_values[t] = seen_values[t] or {}
    for _, row in ipairs(rows.rows) do
      for c = 1, #rows.columns do
        seen_values[t][c] = seen_values[t][c] or row[c] ~= nil
      end
    end
  end
end

local function unmatched_columns(t, table_of_plan)
  local list = {}
  for c, column in ipairs(table_of_plan.columns) do
    if column.from == "path" and not seen_values[t][c] then
      list[#list + 1] = ('%s "%s"'):format(column.name, column.paths[1])
    end
  end
  return table.concat(list, ", ")
end

local function write_notes()
  for t, table_of_plan in ipairs(m.tables) do
    local place = ("%s:%d: note: %s"):format(m.file, table_of_plan.line, table_of_plan.name)
    if not seen_rows[t] then
      io.stderr:write(('%s: nothing matches each "%s"\n'):format(place, table_of_plan.each))
    elseif unmatched_columns(t, table_of_plan) ~= "" then
      io.stderr:write(("%s: no value in any row: %s\n"):format(place, unmatched_columns(t, table_of_plan)))
    end
  end
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
    note_seen(tables)
    if #args.files > 1 then
      print(("== %s ==\n"):format(path))
    end
    show_rows.text(tables)
  end
end
if next(seen_rows) then
  write_notes()
end
return failed and cli.exit.failed or cli.exit.done
