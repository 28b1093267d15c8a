-- Examples: what they look like, and their parts for whoever shows them. tests/lua/test_language.lua runs them.
--
-- Short: { column, xml, value }, the column as it stands in a mapping; for a path or an expression only that. value is
-- nil for NULL, false for a column that is left out, of a path a list where several match; fails is the end of the
-- message with which the document fails.
--
-- Long: code (one or more into) with before (what is local), or mapping (a whole file); xml; rows, the text that
-- `rowan try` prints; files, what the mapping uses.
--
-- Both: head, fields of the mapping; carried, values of the source's columns; set, of the mapping's parameters.

local language = require "language.entries"

local M = {}

function M.is_short(x)
  return x[1] ~= nil
end

-- The document that an example reads.
function M.document(entry, x)
  return x[2] or x.xml or language.documents[entry.kind]
end

-- What stands in the mapping.
function M.code(x)
  local files = ""
  for name, text in pairs(x.files or {}) do
    files = files .. ("-- %s\n%s\n\n-- the mapping\n"):format(name, text)
  end
  return files .. (x[1] or x.mapping or (x.before and x.before .. "\n\n" or "") .. x.code)
end

-- A value as a person reads it: quotes where blanks would not be seen.
local function shown(x)
  local value = x[3]
  if x.fails then
    return "fails: " .. x.fails
  elseif value == nil then
    return "NULL"
  elseif value == false then
    return "(left out)"
  elseif type(value) == "table" then
    return table.concat(value, ", ")
  end
  value = tostring(value)
  return value:find "^%S.*%S$" and value or #value == 1 and value ~= " " and value or ('"%s"'):format(value)
end

-- A short example in three parts: code, document, what comes out.
function M.parts(entry, x)
  local code = x[1] .. (x.head and "  -- " .. x.head or "")
  return { code, M.document(entry, x), shown(x) }
end

return M
