-- Rows of a document (what mapping:rows returns) as tables for a person or as JSON lines for a program.

local cli = require "lib.cli"
local rowan = require "rowan"
local format = require "lib.format"

local M = {}

local WIDTH = 120 -- when the output is no terminal

-- false is a value that the database fills in.
local function cell(value)
  if value == false then
    return "(left out)"
  end
  return value == nil and "NULL" or format.one_line(tostring(value))
end

-- Lines of text, and the width of the widest.
local function width_of(text)
  local widest = 0
  for line in text:gmatch("[^\n]+") do
    widest = math.max(widest, utf8.len(line) or #line)
  end
  return widest
end

local function across(t)
  local rows = {}
  for i, row in ipairs(t.rows) do
    rows[i] = {}
    for c = 1, #t.columns do
      rows[i][c] = cell(row[c])
    end
  end
  return cli.table { columns = t.columns, rows = rows }
end

-- A line per column, for tables that are too wide.
local function down(t)
  local head, rows = { "column" }, {}
  for i = 1, #t.rows do
    head[i + 1] = "row " .. i
  end
  for c, name in ipairs(t.columns) do
    rows[c] = { name }
    for i, row in ipairs(t.rows) do
      rows[c][i + 1] = cell(row[c])
    end
  end
  return cli.table { columns = head, rows = rows }
end

-- Text of at most so many characters a line, if that is possible.
function M.format(tables, limit)
  local parts = {}
  for _, t in ipairs(tables) do
    parts[#parts + 1] = ("%s: %s\n"):format(t.table, format.count_of(#t.rows, "row"))
    if #t.rows > 0 then
      local text = across(t)
      parts[#parts + 1] = width_of(text) > limit and down(t) or text
    end
    parts[#parts + 1] = "\n"
  end
  return table.concat(parts)
end

function M.text(tables)
  io.write(M.format(tables, rowan.terminal.is_tty(1) and rowan.terminal.width() or WIDTH))
end

-- Columns keep the mapping's order, which a Lua table would lose: so the object is put together here.
function M.json(path, tables)
  local encode = rowan.json.encode
  for _, t in ipairs(tables) do
    local names = {}
    for c, name in ipairs(t.columns) do
      names[c] = encode(name) .. ":"
    end
    for _, row in ipairs(t.rows) do
      local pairs_of = {}
      for c = 1, #names do
        if row[c] ~= false then
          pairs_of[#pairs_of + 1] = names[c] .. (row[c] == nil and "null" or encode(row[c]))
        end
      end
      io.write('{"file":', encode(path), ',"table":', encode(t.table), ',"row":{', table.concat(pairs_of, ","), "}}\n")
    end
  end
end

return M
