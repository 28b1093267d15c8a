-- rowan try: the rows that a mapping makes of documents in files.

local cli = require "lib.cli"
local documents = require "lib.documents"
local format = require "lib.format"
local notes = require "lib.notes"
local show_rows = require "lib.show_rows"
local show_why = require "lib.show_why"
local json = require "rowan".json

local parser = cli.parser("try", "Show the rows that a mapping makes of documents. Needs no database.", {
  { "mappings/orders.lua tests/mapping/orders/doc.xml", "the rows of one document, table by table" },
  { "my.lua --json *.xml", "a JSON object per row: {\"file\":..,\"table\":..,\"row\":{..}}, then per note" },
  { "my.lua doc.xml --table contact --limit 5", "the first five rows of one table" },
  { "my.lua doc.xml --why contact.birth_date", "where a value comes from, and what became of it" },
  { "my.lua large.xml --record 17", "the rows of one record, where the mapping splits files" },
  { "my.lua doc.xml --key 4711 --set channel=Web", "give the document a key and a carried column" },
})
cli.add_mapping(parser)
parser:argument("files", "Files with a document each; - is standard input."):argname("FILE"):args("+")
parser:flag("--json", "Print a JSON object per row and line; also per document that fails, and per note.")
parser:option("--table", "Show this table only; may be repeated."):argname("NAME"):count("*"):action("append")
parser:option("--limit", "Show at most so many rows of each table."):argname("N"):convert(cli.whole(1))
parser:option("--width", "Lines of at most so many characters: longer values are cut, tables that are too wide have "
  .. "a line per value. Default: the terminal's, 120 when there is none. --json has everything."):argname("N")
  :convert(cli.whole(20))
documents.add_options(parser)
parser:option("--why", "Show how the values of one column come about, step by step."):argname("TABLE.COLUMN")

local args = parser:parse()
local m, carried = cli.load(args, parser)

-- Which tables and columns had a value in some file.
local seen_values = {}

local function note_seen(tables)
  for t, rows in ipairs(tables) do
    seen_values[t] = seen_values[t] or {}
    for _, row in ipairs(rows.rows) do
      for c = 1, #rows.columns do
        seen_values[t][c] = seen_values[t][c] or row[c] ~= nil
      end
    end
  end
end

local function is_unmatched(coverage, t, column)
  for _, path in ipairs(coverage.unmatched) do
    if path.into == t and path.column == column.name and path.path == column.paths[1] then
      return true
    end
  end
  return false
end

-- Columns of a table that has rows whose path matches, and never gives a value.
local function without_value(coverage, t)
  local list = {}
  for c, column in ipairs(m.tables[t].columns) do
    if column.from == "path" and not seen_values[t][c] and not is_unmatched(coverage, t, column) then
      list[#list + 1] = ('%s "%s"'):format(column.name, column.paths[1])
    end
  end
  return #list > 0 and "no value in any row: " .. table.concat(list, ", ") or nil
end

-- A path that matches nothing is a slip, or an optional part; only the reader knows. Where each of an into matches
-- nothing, a document that makes no row says so itself.
local function write_notes()
  local coverage = m:coverage()
  if not next(seen_values) then
    coverage.unmatched = notes.without_roots(m, coverage.unmatched)
  end
  local list = notes.list(m, coverage, function(t)
    return coverage.intos[t].rows > 0 and seen_values[t] and without_value(coverage, t)
  end)
  notes.write(list)
  for _, note in ipairs(args.json and list or {}) do
    print(json.encode { note = note.note, mapping = note.file, line = note.line, table = note.table })
  end
end

-- The tables that --table names, by name; nil for all.
local function chosen_tables()
  local names, chosen = {}, {}
  for _, planned in ipairs(m.tables) do
    if not cli.has(names, planned.name) then
      names[#names + 1] = planned.name
    end
  end
  for _, name in ipairs(args.table) do
    if not cli.has(names, name) then
      parser:error(("--table %s: the mapping has no such table%s"):format(name, cli.instead(name, names)))
    end
    chosen[name] = true
  end
  return next(chosen) and chosen
end

local chosen = chosen_tables()

local function to_show(tables)
  local list = {}
  for _, t in ipairs(tables) do
    if not chosen or chosen[t.table] then
      list[#list + 1] = t
    end
  end
  return list
end

local why = args.why and show_why.find(m, args.why)
if args.why and not why then
  parser:error(("--why %s: the mapping has no such column%s"):format(args.why, show_why.instead(m, args.why)))
end

-- What is wrong with a document, each fault on a line of its own.
local function tell_problem(path, problem)
  io.stderr:write(documents.problem(path, problem), "\n")
  if not args.json then
    return
  end
  local faults = {}
  for line in tostring(problem):gmatch "[^\n]+" do
    faults[#faults + 1] = line
  end
  print(json.encode { file = path, reason = type(problem) == "table" and problem.reason or nil, faults = faults })
end

-- No failure, and no rows.
local function show_skipped(path, skipped)
  if args.json then
    print(json.encode { file = path, skipped = skipped.reason, message = skipped.message })
  else
    print(("skipped (%s): %s\n"):format(skipped.reason, skipped.message))
  end
end

-- Rows that fail alone: the messages name table, column and value.
local function show_rejected(list)
  if #list > 0 then
    print(("rejected: %s"):format(format.count_of(#list, "row")))
  end
  for _, one in ipairs(list) do
    print(("  %s row %d: %s: %s"):format(one.table, one.row, one.reason, one.message))
  end
  if #list > 0 then
    print()
  end
end

-- The rows of one document, or their story; false when it fails.
local function try(path)
  local text, known = documents.read_document(parser, m, path, args)
  if not text then
    tell_problem(path, known)
    return false
  end
  local row = documents.source_row(parser, m, path, args.key, carried, known)
  local tables, problem
  if why then
    return show_why.text(m, why, m:why(text, row, why.table, why.column))
  end
  tables, problem = documents.rows(m, text, row)
  if not tables then
    tell_problem(known.place and path .. ": " .. known.place or path, problem)
    return false
  end
  if tables.skipped then
    show_skipped(path, tables.skipped)
    return true
  end
  note_seen(tables)
  if args.json then
    show_rows.json(path, to_show(tables), args.limit)
    for _, one in ipairs(tables.rejected or {}) do
      print(json.encode { file = path, rejected = one })
    end
    return true
  end
  show_rows.text(to_show(tables), args.width, args.limit)
  show_rejected(tables.rejected or {})
  return true
end

local failed = false
for _, path in ipairs(args.files) do
  if #args.files > 1 and not args.json then
    print(("== %s ==\n"):format(path))
  end
  failed = not try(path) or failed
end
if not why then
  write_notes()
end
return failed and cli.exit.failed or cli.exit.done
