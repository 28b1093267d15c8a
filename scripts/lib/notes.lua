-- What documents had of what a mapping names (mapping:coverage), as notes for a person.

local format = require "lib.format"

local M = {}

-- How far a path gets. All of it may be there where nobody asks: below what makes no row.
local function reach(path)
  if not path.reached or not path.reached:find "[%w*]" then -- "../.." says nothing
    return ""
  end
  return path.reached == path.path and " (it is there, but not where it is looked for)" or
    (" (%s is there)"):format(format.one_line(path.reached))
end

-- A path and where it stands: plain "@no"; each "@kind" in "/R/P[@kind]".
local function item(path)
  local text = path.path and ('%s "%s"'):format(path.column, format.one_line(path.path)) or path.column .. " xpath"
  if path.within then
    text = ('%s in "%s"'):format(text, format.one_line(path.within))
  end
  return text .. reach(path)
end

-- What one into is called: by its path too where several fill the table and nobody says which it is.
local function name_of(m, t)
  local into = m.tables[t]
  if into.as then
    return into.label
  end
  for i, other in ipairs(m.tables) do
    if i ~= t and other.name == into.name then
      return ('%s (each "%s")'):format(into.name, into.each)
    end
  end
  return into.name
end

local function is_each(path)
  return path.finds and path.column == "each"
end

-- The paths but for the each of tables without a parent.
function M.without_roots(m, paths)
  local list = {}
  for _, path in ipairs(paths) do
    if not is_each(path) or m.tables[path.into].parent then
      list[#list + 1] = path
    end
  end
  return list
end

-- What finds the rows below the rows of a recursive table.
local function is_recursive(path)
  return path.finds and path.column == "recursive"
end

-- The paths of one into that nothing matches, but for those that find its rows.
local function unmatched_of(list, t)
  local items = {}
  for _, path in ipairs(list) do
    if path.into == t and not is_each(path) and not is_recursive(path) then
      items[#items + 1] = item(path)
    end
  end
  return items
end

-- What of each, or of recursive, matches nothing: all of it, or parts of an a | b.
local function those(list, t, is_one)
  local paths = {}
  for _, path in ipairs(list) do
    if path.into == t and is_one(path) then
      paths[#paths + 1] = path
    end
  end
  return paths
end

local function no_match(path, whole)
  if path.path == whole then
    return ('nothing matches %s "%s"%s'):format(path.column, whole, reach(path))
  end
  return ('nothing matches "%s"%s of %s "%s"'):format(path.path, reach(path), path.column, whole)
end

-- A child that begins at the document is meant so now and then: a list that all rows share.
local function from_root(m, t, add)
  local into = m.tables[t]
  if into.parent and into.from_root then
    add(t, ('each "%s" begins at the document, so the same elements are rows under every row of %s'):format(
      into.from_root, into.parent))
  end
end

local function of_into(m, coverage, t, add)
  local into, fates = m.tables[t], coverage.intos[t]
  local each = those(coverage.unmatched, t, is_each)
  for _, path in ipairs(each) do
    add(t, no_match(path, into.each))
  end
  for _, path in ipairs(those(coverage.unmatched, t, is_recursive)) do
    add(t, no_match(path, into.below))
  end
  if #each == 0 and fates.why then
    add(t, ('%s of each "%s" and no row: %s'):format(fates.matched == 1 and "1 match" or
      format.count(fates.matched) .. " matches", into.each, fates.why))
  end
  from_root(m, t, add)
  local items = unmatched_of(coverage.unmatched, t)
  if #items > 0 then
    add(t, "no match in any row: " .. table.concat(items, ", "))
  end
end

-- The paths of the mapping's own when that nothing matches, as a note or nothing.
local function of_head(coverage)
  local items, first = {}, nil
  for _, path in ipairs(coverage.unmatched) do
    if path.into == 0 then
      items[#items + 1], first = item(path), first or path
    end
  end
  return first and { file = first.file, line = first.line, table = "mapping",
    note = "no match in any document: " .. table.concat(items, ", ") }
end

-- A list of notes, and what appends one about a table.
local function notes_of(m)
  local notes = {}
  return notes, function(t, text)
    local into = m.tables[t]
    notes[#notes + 1] = { file = into.file, line = into.line, table = into.name, note = name_of(m, t) .. ": " .. text }
  end
end

-- What can be said of a mapping alone.
function M.of_mapping(m)
  local notes, add = notes_of(m)
  for t = 1, #m.tables do
    from_root(m, t, add)
  end
  return notes
end

-- A note as a line.
function M.line(note)
  return ("%s:%d: note: %s"):format(note.file, note.line, note.note)
end

function M.write(notes)
  for _, note in ipairs(notes) do
    io.stderr:write(M.line(note), "\n")
  end
end

-- Notes { file =, line =, table =, note = }, in the order of the mapping's tables. unvalued(t): what else to say of a
-- table, or nil.
function M.list(m, coverage, unvalued)
  local notes, add = notes_of(m)
  notes[1] = of_head(coverage)
  for t = 1, #coverage.intos do
    of_into(m, coverage, t, add)
    local more = unvalued and unvalued(t)
    if more then
      add(t, more)
    end
  end
  return notes
end

local changes = { "bad", "null_if", "too_long", "rounding", "omit_missing", "default" }

-- "table.column: 12 bad, 3 default"
local function changed_of(column)
  local counts = {}
  for _, name in ipairs(changes) do
    if column[name] then
      counts[#counts + 1] = format.count(column[name]) .. " " .. name
    end
  end
  return ("%s.%s: %s"):format(column.label, column.column, table.concat(counts, ", "))
end

local function total_of(column)
  local total = 0
  for _, name in ipairs(changes) do
    total = total + (column[name] or 0)
  end
  return total
end

-- The first few of a list, each on a line of its own below a title, and how many more there are.
local function some(lines, title, list, most, text)
  if #list == 0 then
    return
  end
  lines[#lines + 1] = title
  for i = 1, math.min(#list, most) do
    lines[#lines + 1] = "  " .. text(list[i])
  end
  if #list > most then
    lines[#lines + 1] = ("  and %s more: --json has all"):format(format.count(#list - most))
  end
end

-- The tables that left rows out.
local function dropping(coverage)
  local list = {}
  for _, into in ipairs(coverage.intos) do
    if into.dropped > 0 then
      list[#list + 1] = into
    end
  end
  return list
end

-- The tables with a conflict rule that got rows: as the database counted them.
local function sharing(coverage, run_rows)
  local list, conflicts = {}, {}
  for _, into in ipairs(coverage.intos) do
    conflicts[into.table] = into.conflict
  end
  for _, row in ipairs(run_rows) do
    if row.inserted + row.updated + row.kept > 0 then
      list[#list + 1] = { row = row, conflict = conflicts[row.table_name] }
    end
  end
  return list
end

local MOST = 3

-- What a run says of its documents, as lines. run_rows: what the database counted by table.
function M.summary(coverage, run_rows)
  local lines = {}
  some(lines, "No match in any row of this run:", coverage.unmatched, MOST, function(path)
    return ("%s:%d: %s.%s"):format(path.file, path.line, path.label or path.table, item(path))
  end)
  local changed = table.move(coverage.changed, 1, #coverage.changed, 1, {})
  table.sort(changed, function(a, b)
    local x, y = total_of(a), total_of(b)
    return x > y or x == y and (a.table .. "." .. a.column) < (b.table .. "." .. b.column)
  end)
  some(lines, "Values that an option made something else of:", changed, MOST, changed_of)
  some(lines, "Rows of tables that several documents fill:", sharing(coverage, run_rows), 100, function(one)
    local row = one.row
    return ("%s: %s inserted, %s updated, %s kept as they were%s"):format(row.table_name, format.count(row.inserted),
      format.count(row.updated), format.count(row.kept), one.conflict ~= "newest"
        and (' (conflict = "%s": the order in which documents come decides)'):format(one.conflict) or "")
  end)
  some(lines, "Rows that the database left out:", dropping(coverage), MOST, function(into)
    return ("%s: %s of %s"):format(into.label, format.count(into.dropped), format.count(into.rows))
  end)
  return lines
end

return M
