-- Documents in files, for commands that try mappings on them without a database.

local M = {}

-- The whole text, or nil and what is wrong. "-" is standard input.
function M.read(path)
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

function M.add_options(parser)
  parser:option("--key", "The document's key. Default: the file's name without folder and ending, "
    .. "or 1 where keys are numbers."):argname("KEY")
  parser:option("--set", "The value of a carried source column; may be repeated.")
    :argname("COLUMN=VALUE"):count("*"):action("append")
end

local function carries(m, name)
  for _, column in ipairs(m.source.columns) do
    if column.name == name then
      return true
    end
  end
  return false
end

-- What --set says: carried column -> value.
function M.read_set(parser, args, m)
  local set = {}
  for _, pair in ipairs(args.set) do
    local column, value = pair:match("^([^=]+)=(.*)$")
    if not column then
      parser:error(("--set takes COLUMN=VALUE, not '%s'"):format(pair))
    elseif not carries(m, column) then
      parser:error(("--set %s: the mapping's source carries no such column"):format(pair))
    end
    set[column] = value
  end
  return set
end

-- The source row that a document in a file seems to come from.
function M.source_row(m, path, key, set)
  local row = { [m.source.key] = key or "1" }
  if not key and m.source.key_type:find("^text") then
    row[m.source.key] = path:match("([^/]+)%.%w+$") or path:match("[^/]+$")
  end
  for column, value in pairs(set) do
    row[column] = value
  end
  return row
end

-- The rows of a document, or nil and the error object that says why it has none.
function M.rows(m, text, row)
  local ok, tables = pcall(m.rows, m, text, row)
  if ok then
    return tables
  elseif type(tables) ~= "table" then
    error(tables, 0)
  end
  return nil, tables
end

-- A problem with the file's name in front, once.
function M.problem(path, problem)
  problem = tostring(problem)
  return problem:find(path, 1, true) == 1 and problem or path .. ": " .. problem
end

return M
