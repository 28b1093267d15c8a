-- What the database's catalogue says of the columns that a contract fills: how wide they are, which the contract does
-- not say, or says otherwise; and of the key of the source.

local M = {}
M.__index = M

-- conn: a connection, or nil; then nothing is known.
function M.new(conn, schema, notes)
  return setmetatable({ conn = conn, schema = schema, notes = notes, tables = {}, told = {} }, M)
end

local function by_name(list)
  local columns = {}
  for _, column in ipairs(list) do
    columns[column.name:lower()] = column
  end
  return columns
end

-- name -> column; false when there is no such table.
local function read(self, name)
  local list = self.conn:columns(name, self.schema)
  return list and by_name(list) or false
end

function M:column(table_name, name)
  if not self.conn then
    return nil
  end
  if self.tables[table_name] == nil then
    self.tables[table_name] = read(self, table_name)
  end
  local columns = self.tables[table_name]
  return columns and columns[name:lower()], columns and true
end

-- Characters that a text column holds; nil when that is not known, or it has no limit.
function M:width(table_name, name)
  local column = self:column(table_name, name)
  return column and column.holds == "text" and column.size > 0 and column.size or nil
end

-- Once for a column, however many entries fill it.
local function note(self, entry, key, template, ...)
  local id = table.concat({ entry.table, entry.column, template }, "\0")
  if not self.told[id] then
    self.told[id] = true
    self.notes:note(entry.place .. key, template, entry.table, entry.column, ...)
  end
end

local function fit_text(self, entry, column)
  if column.holds ~= "text" or column.size == 0 then
    return
  elseif entry.length and entry.length > column.size then
    note(self, entry, ".data_length",
      "%s.%s holds %d characters, the contract allows %d: texts are cut to what it holds", column.size, entry.length)
  end
  entry.length = math.min(entry.length or column.size, column.size)
end

-- As many digits before the point as the column has.
local function fit_decimal(self, entry, column)
  if column.holds ~= "decimal" or column.size == 0 then
    return
  elseif entry.length and entry.length > column.scale then
    note(self, entry, ".data_length",
      "%s.%s holds %d digits after the point, the contract has %d: numbers are rounded to what it holds", column.scale,
      entry.length)
  end
  entry.length = math.min(entry.length or column.scale, column.scale)
  entry.precision = column.size - column.scale + entry.length
end

local type_of_bits = { [16] = "smallint", [32] = "int", [64] = "bigint" }
local bits_of_type = { tinyint = 8, smallint = 16, int = 32, bigint = 64 }

-- An integer as large as its column. The contract's word stays where ours have no such range: bytes, and unsigned ones.
local function fit_integer(self, entry, column)
  local found = column.holds == "integer" and not column.positive and type_of_bits[column.bits]
  if not found then
    return
  elseif column.bits < bits_of_type[entry.type] then
    note(self, entry, ".data_type", "%s.%s is a %s, the contract says %s: a larger number is none", found, entry.type)
  end
  entry.type = found
end

local fits = { string = fit_text, decimal = fit_decimal, tinyint = fit_integer, smallint = fit_integer,
  int = fit_integer, bigint = fit_integer }

-- Lengths and sizes of entries become those of their columns.
function M:fit(entries)
  local told = {}
  for _, entry in ipairs(self.conn and entries or {}) do
    local column, there = self:column(entry.table, entry.column)
    if not there and not told[entry.table] then
      told[entry.table] = true
      self.notes:note(entry.place .. ".target_table", "%s: the database has no such table", entry.table)
    elseif there and not column then
      note(self, entry, ".target_column", "%s.%s: the table has no such column")
    elseif column and fits[entry.type] then
      fits[entry.type](self, entry, column)
    end
  end
end

-- ---- the source --------------------------------------------------------------------------------------

local key_types = { tinyint = "tinyint", smallint = "smallint", int = "integer", bigint = "bigint" }

-- The type of a key in the words of a mapping; nil for what has none.
local function key_type(column)
  if column.holds == "integer" then
    return not column.positive and key_types[type_of_bits[column.bits]] or "bigint"
  elseif column.holds == "text" then
    return column.size > 0 and ("text(%d)"):format(column.size) or "text"
  elseif column.holds == "decimal" and column.size > 0 then
    return ("decimal(%d, %d)"):format(column.size, column.scale)
  elseif column.holds == "date" or column.holds == "timestamp" then
    return column.holds
  end
end

-- Name and type of the column that tells documents apart, if the source's table has it; else nil, and whether there is
-- such a table.
function M:source_key(source, name)
  local list = self.conn and source.table and self.conn:columns(source.table, source.schema)
  local column = list and by_name(list)[name:lower()]
  if not column then
    return nil, nil, list ~= nil
  end
  return column.name, key_type(column), true
end

return M
