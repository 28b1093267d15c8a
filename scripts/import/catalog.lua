-- What the target's catalogue says of the columns that a contract fills: how wide they are, which the contract does not
-- say, or says otherwise.

local M = {}
M.__index = M

-- conn: a connection, or nil; then nothing is known.
function M.new(conn, schema, notes)
  return setmetatable({ conn = conn, schema = schema, notes = notes, tables = {} }, M)
end

-- name -> column; nil when there is no such table.
local function read(self, name)
  local list = self.conn:columns(name, self.schema)
  local columns = list and {}
  for _, column in ipairs(list or {}) do
    columns[column.name:lower()] = column
  end
  return columns or false
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

local function fit_text(self, entry, column)
  if column.holds ~= "text" or column.size == 0 then
    return
  elseif entry.length and entry.length > column.size then
    self.notes:note(entry.place .. ".data_length",
      "the contract allows %d characters, %s.%s holds %d: texts are cut to that", entry.length, entry.table,
      entry.column, column.size)
  end
  entry.length = math.min(entry.length or column.size, column.size)
end

-- As many digits before the point as the column has.
local function fit_decimal(self, entry, column)
  if column.holds ~= "decimal" or column.size == 0 then
    return
  elseif entry.length and entry.length > column.scale then
    self.notes:note(entry.place .. ".data_length",
      "the contract has %d digits after the point, %s.%s holds %d: numbers are rounded to that", entry.length,
      entry.table, entry.column, column.scale)
  end
  entry.length = math.min(entry.length or column.scale, column.scale)
  entry.precision = column.size - column.scale + entry.length
end

-- Lengths of entries become those of their columns.
function M:fit(entries)
  for _, entry in ipairs(self.conn and entries or {}) do
    local column, there = self:column(entry.table, entry.column)
    if not there then
      self.notes:note(entry.place .. ".target_table", "the database has no table %s", entry.table)
    elseif not column then
      self.notes:note(entry.place .. ".target_column", "the table has no column %s.%s", entry.table, entry.column)
    elseif entry.type == "string" then
      fit_text(self, entry, column)
    elseif entry.type == "decimal" then
      fit_decimal(self, entry, column)
    end
  end
end

return M
