-- Two versions of a document's rows: what one has and the other has not, and which cells differ.
--
-- A set is { name, columns = { ... }, types = { column = type }, key = { ... }, rows = { { column = value }, ... } },
-- one per table; a cell is nil for NULL and false where the column is left to the database.

local M = {}

-- What mapping:rows returns, with several into of one table together. List of sets in the order of the mapping.
function M.sets(m, tables)
  local sets, by_name = {}, {}
  for t, made in ipairs(tables) do
    local set = by_name[made.table]
    if not set then
      set = { name = made.table, columns = {}, has = {}, types = {}, key = m.tables[t].key, rows = {} }
      by_name[made.table], sets[#sets + 1] = set, set
    end
    for c, column in ipairs(made.columns) do
      if not set.has[column] then
        set.has[column], set.columns[#set.columns + 1] = true, column
        set.types[column] = m.tables[t].columns[c].type
      end
    end
    for _, row in ipairs(made.rows) do
      local named = {}
      for c, column in ipairs(made.columns) do
        named[column] = row[c]
      end
      set.rows[#set.rows + 1] = named
    end
  end
  return sets, by_name
end

local function same_list(a, b)
  return table.concat(a, "\0") == table.concat(b, "\0")
end

-- A number without the zeros that only its scale asks for: 25.0000 and 25.0 are one.
local function plain_number(text)
  return text:find("^-?%d*%.%d+$") and (text:gsub("0+$", ""):gsub("%.$", "")) or text
end

-- A day is its midnight.
local function plain_day(text)
  return (text:gsub(" 00:00:00$", ""))
end

-- How values of types are compared that may be one value in another writing.
local plain = { decimal = plain_number, tinyint = plain_number, smallint = plain_number, integer = plain_number,
  bigint = plain_number, real = plain_number, double = plain_number, date = plain_day, timestamp = plain_day }

local function plain_of(set, column)
  return plain[(set.types[column] or ""):match("^%a+")] or tostring
end

-- Lengths before texts, so that ("ab", "c") and ("a", "bc") differ.
local function identity(row, columns, set)
  local parts = {}
  for i, column in ipairs(columns) do
    local value = plain_of(set, column)(tostring(row[column]))
    parts[i] = #value .. ":" .. value
  end
  return table.concat(parts, " ")
end

-- Rows that the columns tell apart: identity -> row, or nil when two are alike.
local function index(set, columns)
  local by_identity = {}
  for _, row in ipairs(set.rows) do
    local id = identity(row, columns, set)
    if by_identity[id] then
      return nil
    end
    by_identity[id] = row
  end
  return by_identity
end

-- How rows are paired: by key where both have the same one, else by their place.
local function pair_rows(old, new)
  local key = old.key
  if #key > 0 and same_list(key, new.key) then
    local olds, news = index(old, key), index(new, key)
    if olds and news then
      return function(row, of)
        return (of == old and olds or news)[identity(row, key, of == old and new or old)]
      end
    end
  end
  local places = {}
  for _, set in ipairs { old, new } do
    for i, row in ipairs(set.rows) do
      places[row] = i
    end
  end
  return function(row, of)
    return of.rows[places[row]]
  end
end

-- one, other: how a and b are compared.
local function differ(a, b, one, other)
  if a == b then
    return false
  end
  return not (one == other and a and b and one(tostring(a)) == other(tostring(b)))
end

-- Columns whose type is another: list of { column, old, new }.
local function retyped(old, new)
  local list = {}
  for _, column in ipairs(old.columns) do
    if new.has[column] and old.types[column] ~= new.types[column] then
      list[#list + 1] = { column, old.types[column], new.types[column] }
    end
  end
  return list
end

-- Cells that differ among the columns that both have: list of { column, old, new }.
local function changes(old, new, columns, row, other)
  local list = {}
  for _, column in ipairs(columns) do
    if old.has[column] and new.has[column]
      and differ(row[column], other[column], plain_of(old, column), plain_of(new, column)) then
      list[#list + 1] = { column, row[column], other[column] }
    end
  end
  return list
end

local function only_in(set, other)
  local list = {}
  for _, column in ipairs(set.columns) do
    if not other.has[column] then
      list[#list + 1] = column
    end
  end
  return list
end

-- Two sets of one table -> { removed = rows, added = rows, changed = { { row, changes }, ... }, dropped = columns,
-- new = columns, retyped = { { column, old, new }, ... } }
function M.compare(old, new)
  local result = { removed = {}, added = {}, changed = {}, dropped = only_in(old, new), new = only_in(new, old),
    retyped = retyped(old, new) }
  local other = pair_rows(old, new)
  for _, row in ipairs(old.rows) do
    local now = other(row, new)
    local list = now and changes(old, new, old.columns, row, now)
    if not now then
      result.removed[#result.removed + 1] = row
    elseif #list > 0 then
      result.changed[#result.changed + 1] = { row = row, changes = list }
    end
  end
  for _, row in ipairs(new.rows) do
    if not other(row, old) then
      result.added[#result.added + 1] = row
    end
  end
  return result
end

return M
