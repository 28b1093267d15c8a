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
end

-- A key's texts by its columns: of several "17/A-1", with %2F for / and %25 for % in them.
local function split_key(parser, names, key)
  local row, parts = {}, {}
  for part in (key .. "/"):gmatch "([^/]*)/" do
    parts[#parts + 1] = part:gsub("%%2[Ff]", "/"):gsub("%%25", "%%")
  end
  if #parts ~= #names then
    parser:error(("--key %s: a key of this mapping has %d parts, %s"):format(key, #names, table.concat(names, "/")))
  end
  for i, name in ipairs(names) do
    row[name] = parts[i]
  end
  return row
end

-- What a document in a file seems to have as key, or as one column of it.
local function default_key(path, kind)
  return kind:find "^text" and (path:match "([^/]+)%.%w+$" or path:match "[^/]+$") or "1"
end

-- The same of a mapping that reads files. The time is that of every run of try, so that rows stay as they are.
local function file_row(m, path, key, size)
  local root = m.source.root .. "/"
  key = key or m:file_key(path:sub(1, #root) == root and path:sub(#root + 1) or path)
  local record = m.source.split and (key:match "//0*(%d+)$" or "1")
  key = record and key:gsub("//%d+$", "") or key
  return { path = key, name = key:match "[^/]+$" or key, size = size, record = record,
    modified = "1970-01-01 00:00:00" }
end

-- The source row that a document in a file seems to come from.
function M.source_row(parser, m, path, key, set, size)
  local row = m.source.files and file_row(m, path, key, size) or {}
  if m.source.files then
    key = row.path
  end
  if type(m.source.key) == "string" then
    row[m.source.key] = key or default_key(path, m.source.key_type)
  elseif key and not m.source.split then -- of which the row has both parts
    row = split_key(parser, m.source.key, key)
  elseif not m.source.split then
    for i, name in ipairs(m.source.key) do
      row[name] = default_key(path, m.source.key_type[i])
    end
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
