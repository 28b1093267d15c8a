-- Tables on a screen of some width, so that no number of theirs is cut off.

local rowan = require "rowan"

local M = {}

local terminal = rowan.terminal

local LEAST = 20 -- columns of the screen that are worth to be left for a last column of text

local function width_of(text)
  local widest = 0
  for line in text:gmatch("[^\n]+") do
    widest = math.max(widest, terminal.columns(line))
  end
  return widest
end

local function name_of(column)
  return type(column) == "table" and column[1] or column
end

local function cut_lines(text, width)
  return (text:gsub("[^\n]+", function(line) return terminal.cut(line, width) end))
end

-- Only the text of the last column goes over the edge.
local function can_cut(spec, width)
  local last = spec.columns[#spec.columns]
  local rest = { columns = table.move(spec.columns, 1, #spec.columns - 1, 1, {}), rows = spec.rows }
  return not (type(last) == "table" and last.right) and width_of(terminal.table(rest)) + 1 + LEAST <= width
end

-- Whether a table stands on lines of that width, of which the last column's text may be cut.
function M.has_room(spec, width)
  return width_of(terminal.table(spec)) <= width or can_cut(spec, width)
end

-- A line a value, behind the column's name. A long text is broken by the terminal, and not cut.
local function upright(spec)
  local parts = {}
  for i, row in ipairs(spec.rows) do
    local lines = {}
    for c, column in ipairs(spec.columns) do
      lines[c] = { name_of(column), row[c] }
    end
    local heading = { "row " .. i, "" }
    if #spec.rows == 1 then
      heading = { lines[1][1], tostring(lines[1][2] or "") }
      table.remove(lines, 1)
    end
    parts[i] = terminal.table { columns = heading, rows = lines } .. "\n"
  end
  return table.concat(parts, "\n")
end

-- A table (see rowan.terminal.table) as text, with a line feed at its end; width nil: as wide as it is.
function M.table(spec, width)
  local text = terminal.table(spec) .. "\n"
  if not width or #spec.rows == 0 or width_of(text) <= width then
    return text
  elseif can_cut(spec, width) then
    return cut_lines(text, width)
  end
  return upright(spec)
end

return M
