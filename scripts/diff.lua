-- rowan diff: which rows change between two versions of a mapping.

local cli = require "lib.cli"
local compare = require "lib.compare_rows"
local documents = require "lib.documents"
local format = require "lib.format"
local set_values = require "lib.set_values"

local parser = cli.parser("diff", "Show which rows and values change between two versions of a mapping, "
  .. "for documents in files. Needs no database. Rows are told apart by the key where both versions have the same one, "
  .. "else by their place.", {
  { "credit-1.lua credit-2.lua documents/*.xml", "before the new version goes into the night run" },
}, "Exit status: 0 no difference, 1 there are some, or a document fails in one version only, 2 wrong usage. "
  .. "What fails alike in both versions is shown, and is no difference.")
parser:argument("old", "The mapping as it was."):argname("OLD")
parser:argument("new", "The mapping as it is to be."):argname("NEW")
parser:argument("files", "Files with a document each."):argname("FILE"):args("+")
documents.add_options(parser)
set_values.add_option(parser, "a parameter, or of a column that the source carries")

local args = parser:parse()
local old, new = cli.load_file(args.old), cli.load_file(args.new)
local given, carried = set_values.split(set_values.of(args) or {}, { old, new }, parser)
old = cli.load_file(args.old, nil, nil, nil, nil, nil, given[1])
new = cli.load_file(args.new, nil, nil, nil, nil, nil, given[2])

local function cell(value)
  if value == nil then
    return "NULL"
  elseif value == false then
    return "(left out)"
  end
  return type(value) == "string" and '"' .. format.cut(format.one_line(value), 60) .. '"' or tostring(value)
end

-- "app_id=1, contact_no=2": the key, or everything where there is none.
local function describe(set, row)
  local parts = {}
  for _, column in ipairs(#set.key > 0 and set.key or set.columns) do
    parts[#parts + 1] = column .. "=" .. cell(row[column])
  end
  return table.concat(parts, ", ")
end

local totals = { added = 0, removed = 0, changed = 0, documents = 0, failed = 0 }

local function show_table(out, before, now, result)
  for _, row in ipairs(result.removed) do
    out[#out + 1] = ("  - %s  %s"):format(before.name, describe(before, row))
  end
  for _, row in ipairs(result.added) do
    out[#out + 1] = ("  + %s  %s"):format(now.name, describe(now, row))
  end
  for _, change in ipairs(result.changed) do
    out[#out + 1] = ("  ~ %s  %s"):format(now.name, describe(before, change.row))
    for _, c in ipairs(change.changes) do
      out[#out + 1] = ("      %s: %s -> %s"):format(c[1], cell(c[2]), cell(c[3]))
    end
  end
  for _, kind in ipairs { "added", "removed", "changed" } do
    totals[kind] = totals[kind] + #result[kind]
  end
end

local empty = { columns = {}, has = {}, types = {}, key = {}, rows = {} }

-- Lines about one document; none when nothing changes.
local function compare_rows(before, now)
  local out = {}
  local olds, old_by_name = compare.sets(old, before)
  local news, new_by_name = compare.sets(new, now)
  for _, set in ipairs(olds) do
    local other = new_by_name[set.name] or empty
    show_table(out, set, other, compare.compare(set, other))
  end
  for _, set in ipairs(news) do
    if not old_by_name[set.name] then
      show_table(out, empty, set, compare.compare(empty, set))
    end
  end
  return out
end

-- A problem without the places in the mapping, which differ between the versions.
local function essence(m, problem)
  local text, file = tostring(problem), m.file:gsub("%p", "%%%0")
  return (text:gsub(file .. ":%d+", "MAPPING"))
end

-- The document as a version of the mapping cuts it out of its file.
local function read_document(m, path)
  local text, known = documents.read_document(parser, m, path, args)
  if not text then
    cli.fail(documents.problem(path, known), cli.exit.usage)
  end
  return text, documents.source_row(parser, m, path, args.key, carried, known)
end

-- Lines about one document; none when nothing changes. Second, why it fails in both versions.
local function compare_document(path)
  local before, old_problem = documents.rows(old, read_document(old, path))
  local now, new_problem = documents.rows(new, read_document(new, path))
  if before and now then
    return compare_rows(before, now)
  elseif not before and not now and essence(old, old_problem) == essence(new, new_problem) then
    return {}, tostring(new_problem)
  end
  return {
    "  - " .. (before and "its rows" or "fails: " .. tostring(old_problem)),
    "  + " .. (now and "its rows" or "fails: " .. tostring(new_problem)),
  }
end

-- What holds for every document is said once.
local function show_columns()
  local function columns_of(m)
    local tables = {}
    for t, planned in ipairs(m.tables) do
      tables[t] = { table = planned.name, columns = {}, rows = {} }
      for c, column in ipairs(planned.columns) do
        tables[t].columns[c] = column.name
      end
    end
    return compare.sets(m, tables)
  end
  local olds, old_by_name = columns_of(old)
  local news, new_by_name = columns_of(new)
  local lines = {}
  for _, set in ipairs(olds) do
    local other = new_by_name[set.name]
    for _, column in ipairs(other and compare.compare(set, other).dropped or {}) do
      lines[#lines + 1] = ("- %s.%s"):format(set.name, column)
    end
    for _, change in ipairs(other and compare.compare(set, other).retyped or {}) do
      lines[#lines + 1] = ("~ %s.%s  %s -> %s"):format(set.name, change[1], change[2], change[3])
    end
    lines[#lines + 1] = not other and ("- table %s"):format(set.name) or nil
  end
  for _, set in ipairs(news) do
    local other = old_by_name[set.name]
    for _, column in ipairs(other and compare.compare(other, set).new or {}) do
      lines[#lines + 1] = ("+ %s.%s"):format(set.name, column)
    end
    lines[#lines + 1] = not other and ("+ table %s"):format(set.name) or nil
  end
  if #lines > 0 then
    print(table.concat(lines, "\n") .. "\n")
  end
  return #lines
end

local columns = show_columns()
for _, path in ipairs(args.files) do
  local lines, problem = compare_document(path)
  if #lines > 0 then
    totals.documents = totals.documents + 1
    print(path .. "\n" .. table.concat(lines, "\n"))
  elseif problem then
    totals.failed = totals.failed + 1
    print(path .. "\n  fails in both: " .. problem:gsub("\n", "\n  "))
  end
end
local failed = totals.failed > 0 and (", %s of which fail%s in both versions"):format(format.count(totals.failed),
  totals.failed == 1 and "s" or "") or ""
if totals.documents == 0 then
  print(("no row changes in %s%s"):format(format.count_of(#args.files, "document"), failed))
else
  print(("\n%s of %s: %s added, %s removed, %s changed%s"):format(format.count(totals.documents),
    format.count_of(#args.files, "document"), format.count_of(totals.added, "row"), format.count(totals.removed),
    format.count(totals.changed), failed))
end
return (totals.documents > 0 or columns > 0) and cli.exit.failed or cli.exit.done
