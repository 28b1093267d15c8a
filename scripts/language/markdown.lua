-- docs/mapping.md out of the table of the language.

local example = require "language.example"
local language = require "language.entries"
local rowan = require "rowan"
local wrap = require "language.wrap"

local M = {}

local function in_code(text)
  return "`" .. text .. "`"
end

local function cells(list)
  for i, cell in ipairs(list) do
    list[i] = cell == "" and " " or " " .. cell:gsub("|", "\\|") .. " "
  end
  return "|" .. table.concat(list, "|") .. "|"
end

local function value_of(value)
  if value == nil then
    return "no value"
  elseif type(value) == "table" then
    for i, one in ipairs(value) do
      value[i] = value_of(one)
    end
    return table.concat(value, ", ")
  end
  return in_code(tostring(value))
end

-- `Line/Item`: `Lamp`, `Bulb`
local function worked(entry, sign)
  local parts = {}
  for _, x in ipairs(entry.examples) do
    local value = type(x[3]) == "table" and table.move(x[3], 1, #x[3], 1, {}) or x[3]
    if example.is_short(x) then
      parts[#parts + 1] = in_code(x[1]) .. sign .. value_of(value)
    end
  end
  return table.concat(parts, "; ")
end

local function row_of(entry)
  local sign = in_code(entry.sign or entry.name)
  if entry.group == "type" then
    return { sign, entry.accepts, entry.column }
  elseif entry.kind == "path" then
    return { sign, entry.brief, worked(entry, ": ") }
  elseif entry.kind == "operator" or entry.kind == "function" then
    return { sign, worked(entry, ": "), entry.brief }
  end
  return { sign, entry.brief }
end

-- Words that make no column.
local large = { mapping = true, into = true, use = true }

-- Entries of the given groups; columns: of the words only those that make a column.
local function entries(groups, only)
  local list = {}
  for _, group in ipairs(groups) do
    for _, entry in ipairs(language.by_kind[group]) do
      if only ~= "columns" or not large[entry.name] then
        list[#list + 1] = entry
      end
    end
  end
  return list
end

local function table_of(block)
  local rule = {}
  for i = 1, #block.head do
    rule[i] = "---"
  end
  local lines = { cells(table.move(block.head, 1, #block.head, 1, {})), cells(rule) }
  for _, entry in ipairs(entries(block.rows, block.only)) do
    lines[#lines + 1] = cells(row_of(entry))
  end
  return table.concat(lines, "\n")
end

-- Rows of cells as lines of aligned columns; it must not depend on a terminal.
local function aligned(rows)
  local widths, lines = {}, {}
  for _, row in ipairs(rows) do
    for c, cell in ipairs(row) do
      widths[c] = math.max(widths[c] or 0, utf8.len(cell))
    end
  end
  for i, row in ipairs(rows) do
    local line = {}
    for c, cell in ipairs(row) do
      line[c] = cell .. (" "):rep(widths[c] - utf8.len(cell))
    end
    lines[i] = table.concat(line, "  "):gsub(" +$", "")
  end
  return table.concat(lines, "\n")
end

-- Lines with the examples of a column: the column, its document, what comes out.
local function list_of(block)
  local rows = { { "column", "document", "value" } }
  for _, entry in ipairs(entries(block.list)) do
    for _, x in ipairs(entry.examples) do
      if example.is_short(x) then
        rows[#rows + 1] = example.parts(entry, x)
      end
    end
  end
  return M.fence("", aligned(rows))
end

function M.fence(kind, text)
  return "```" .. kind .. "\n" .. text .. "\n```"
end

local function long_example(name)
  local entry = language.get(name[1], name[2])
  local x = entry.examples[1]
  return table.concat({ M.fence("lua", example.code(x)), M.fence("xml", x.xml), M.fence("", x.rows:gsub("%s+$", "")) },
    "\n\n")
end

local function text_of(text)
  local names = rowan.mapping.words()
  table.sort(names.functions)
  for i, library in ipairs(names.libraries) do
    names.libraries[i] = in_code(library)
  end
  local last = table.remove(names.libraries)
  return (text:gsub("\n$", ""):gsub("{libraries}", table.concat(names.libraries, ", ") .. " and " .. last)
    :gsub("{functions}", table.concat(names.functions, " ")))
end

local function block_of(block)
  if type(block) == "string" then
    return wrap(text_of(block))
  elseif block.rows then
    return table_of(block)
  elseif block.list then
    return list_of(block)
  elseif block.document then
    return M.fence("xml", language.documents[block.document])
  end
  return long_example(block.example)
end

function M.page()
  local parts = {}
  for i, block in ipairs(require "language.page") do
    parts[i] = block_of(block)
  end
  return table.concat(parts, "\n\n") .. "\n"
end

return M
