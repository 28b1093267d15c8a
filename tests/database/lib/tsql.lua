-- Statements of these tests in T-SQL. They are written in words that the other databases share: types that SQL Server
-- has others for (or takes for something else), and the few statements that it says in another way.

-- TIMESTAMP is a number of the server's there, TEXT has no index and no comparisons.
local types = { VARCHAR = "nvarchar", TEXT = "nvarchar(max)", TIMESTAMP = "datetime2(6)", BOOLEAN = "bit",
  BLOB = "varbinary(max)", DOUBLE = "float", CHAR = "nchar" }

-- A time of other digits than TIMESTAMP alone would say: TIMESTAMP(0).
local function type_of(word, digits)
  if word == "TIMESTAMP" and digits:find "%d" then return "datetime2" .. digits end
  return types[word] and types[word] .. digits
end

-- Outside of texts and quoted names.
local function between_quotes(statement, change)
  local parts, from = {}, 1
  while true do
    local at = statement:find("['\"%[]", from)
    parts[#parts + 1] = change(statement:sub(from, (at or 0) - 1))
    if not at then return table.concat(parts) end
    local close = statement:sub(at, at) == "[" and "]" or statement:sub(at, at)
    local last = statement:find(close, at + 1, true) or #statement
    local text = statement:sub(at, last)
    -- Without its sign a text has the letters of the database's code page.
    parts[#parts + 1] = (close == "'" and text:find "[\x80-\xff]" and "N" or "") .. text
    from = last + 1
  end
end

local function types_of(text)
  text = text:gsub("DOUBLE PRECISION", "DOUBLE")
  return (text:gsub("(%a[%w_]*)(%(?%d*%)?)", type_of))
end

local function rename(statement)
  local name, from, to = statement:match "^ALTER TABLE (%S+) RENAME COLUMN (%S+) TO (%S+)"
  return name and ("EXEC sp_rename '%s.%s', '%s', 'COLUMN'"):format(name, from, to)
end

return function(statement)
  if statement:find "^ALTER TABLE" then
    statement = rename(statement) or statement:gsub(" ADD COLUMN ", " ADD ", 1)
  end
  local has_types = statement:find "^CREATE TABLE" or statement:find "^ALTER TABLE"
  return between_quotes(statement, function(text) return has_types and types_of(text) or text end)
end
