-- Documents in files, for commands that try mappings on them without a database.

local cli = require "lib.cli"

local M = {}

local standard_input -- which can be read once

-- The whole text, or nil and what is wrong. "-" is standard input.
function M.read(path)
  if path == "-" then
    standard_input = standard_input or io.read("a")
    return standard_input
  end
  local file, message = io.open(path, "rb")
  if not file then
    return nil, message
  end
  local text = file:read("a")
  file:close()
  return text
end

-- Of a file in bytes; nil for standard input.
function M.size(path)
  local file <close> = path ~= "-" and io.open(path, "rb") or nil
  return file and file:seek "end"
end

function M.add_options(parser)
  parser:option("--key", "The document's key. Default: the file's name without folder and ending, "
    .. "or 1 where keys are numbers. Where files are split: the record's."):argname("KEY")
  parser:option("--record", "Where files are split: the record with this number in its file. Default: the first one.")
    :argname("N"):convert(cli.whole(1))
end

-- Which record of a file is meant: a number, or a key of its own.
local function wanted_record(parser, m, args)
  local key, number = args.key, args.record
  if not key then
    return number or 1
  elseif number then
    parser:error "--record: not together with --key"
  end
  local own = m.source.key[2] == "key" and key:match "//=([^=]*)$"
  if own then
    return (own:gsub("%%(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end))
  end
  return tonumber(key:match "//0*(%d+)$") or parser:error(("--key %s: this is not the key of a record, such as %s")
    :format(key, m.source.key[2] == "key" and "a.xml//=KEY" or "a.xml//000000000017"))
end

-- The record's text and what there is to know of it, or nil and what is wrong.
local function read_record(parser, m, path, args)
  local ok, text, number, key, place = pcall(m.record, m, path, wanted_record(parser, m, args))
  if ok then
    return text, { record = tostring(number), key = key ~= "" and key or nil, place = place, size = M.size(path) }
  elseif type(text) ~= "table" then
    error(text, 0)
  end
  return nil, text
end

-- A document in a file: its text and { size = }, where files are split with record, key and place, or nil and what is
-- wrong.
function M.read_document(parser, m, path, args)
  if m.source.split then
    return read_record(parser, m, path, args)
  elseif args.record then
    parser:error "--record: the files of this mapping are not split"
  end
  local text, problem = M.read(path)
  return text, text and { size = #text } or problem
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
local function file_row(m, path, key, known)
  local root = m.source.root .. "/"
  key = key or m:file_key(path:sub(1, #root) == root and path:sub(#root + 1) or path)
  if m.source.split then
    key = key:gsub("//%d+$", ""):gsub("//=[^=]*$", "")
  end
  return { path = key, name = key:match "[^/]+$" or key, size = known.size, record = known.record, key = known.key,
    modified = "1970-01-01 00:00:00" }
end

-- The source row that a document in a file seems to come from; known: of M.read_document.
function M.source_row(parser, m, path, key, set, known)
  local row = m.source.files and file_row(m, path, key, known) or {}
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
