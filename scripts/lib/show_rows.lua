-- Rows of a document (what mapping:rows returns) as tables for a person or as JSON lines for a program.

local cli = require "lib.cli"
local rowan = require "rowan"
local format = require "lib.format"

local M = {}

local terminal = rowan.terminal

local WIDTH = 120 -- when the output is no terminal
local CELL = 60 -- columns of a cell beside others, where not all of them have room
local LEAST = 20 -- columns of a cell, however narrow the terminal is

-- A value on one line, as much of it as `most` columns hold; what was cut off says how long the text is. Only that
-- much of a long text is looked at closely.
local function cell(value, most)
  if value == false then
    return "(left out)" -- the database fills it in
  elseif value == nil then
    return "NULL"
  end
  local text = tostring(value)
  local shown = format.one_line(terminal.cut(text, most + 1))
  if terminal.columns(shown) <= most then
    return shown
  end
  local length = (" (%s)"):format(format.count_of(utf8.len(text) or #text, "character"))
  return terminal.cut(shown:gsub("…$", ""), math.max(most - #length, 1)) .. length
end

local function width_of(text)
  local widest = 0
  for line in text:gmatch("[^\n]+") do
    widest = math.max(widest, terminal.columns(line))
  end
  return widest
end

-- A line a row, cells of at most so many columns.
local function across(t, count, most)
  local rows = {}
  for i = 1, count do
    rows[i] = {}
    for c = 1, #t.columns do
      rows[i][c] = cell(t.rows[i][c], most)
    end
  end
  return cli.table { columns = t.columns, rows = rows }
end

-- A line a value, for tables that are too wide: the column's name, and what of the value has room beside it.
local function down(t, count, limit)
  local widest = terminal.columns("row " .. count) -- stands above the names
  for _, name in ipairs(t.columns) do
    widest = math.max(widest, terminal.columns(name))
  end
  local parts = {}
  for i = 1, count do
    local rows = {}
    for c, name in ipairs(t.columns) do
      rows[c] = { name, cell(t.rows[i][c], math.max(limit - widest - 1, LEAST)) }
    end
    parts[i] = cli.table { columns = { "row " .. i, "" }, rows = rows }
  end
  return table.concat(parts, "\n")
end

local function table_text(t, count, limit)
  local text = across(t, count, limit)
  if width_of(text) > limit then
    text = across(t, count, CELL)
  end
  return width_of(text) > limit and down(t, count, limit) or text
end

-- What one into of several is called: of those that one line makes, which of them it is.
local function name_of(t, others)
  local before, all = 0, 0
  for _, other in ipairs(others) do
    if other.line == t.line then
      all = all + 1
      before = other == t and all or before
    end
  end
  return t.as or all == 1 and "line " .. t.line or ("line %d (%d)"):format(t.line, before)
end

-- Add the rows of an into to those of its table. What it does not fill is the database's.
local function add_rows(whole, t, from)
  local place = {}
  for c, name in ipairs(t.columns) do
    place[c] = whole.place[name]
    if not place[c] then
      whole.columns[#whole.columns + 1] = name
      place[c], whole.place[name] = #whole.columns, #whole.columns
    end
  end
  whole.columns_of[#whole.columns_of + 1] = { first = #whole.rows + 1, place = place }
  for _, row in ipairs(t.rows) do
    local made = { from }
    for c = 1, #t.columns do
      made[place[c]] = row[c]
    end
    whole.rows[#whole.rows + 1] = made
  end
end

-- Columns that an into does not have are left to the database in its rows.
local function leave_out(whole)
  for i, part in ipairs(whole.columns_of) do
    local has = { true }
    for _, c in ipairs(part.place) do has[c] = true end
    for r = part.first, (whole.columns_of[i + 1] or { first = #whole.rows + 1 }).first - 1 do
      for c = 1, #whole.columns do
        if not has[c] then whole.rows[r][c] = false end
      end
    end
  end
end

-- Several into of one table as one, whose first column says which of them a row is from.
local function join(list)
  local whole = { table = list[1].table, columns = { "into" }, place = {}, columns_of = {}, rows = {} }
  for _, t in ipairs(list) do
    add_rows(whole, t, name_of(t, list))
  end
  leave_out(whole)
  return whole
end

-- The tables, each once, where the first into of it stands.
local function joined(tables)
  local lists, order = {}, {}
  for _, t in ipairs(tables) do
    if not lists[t.table] then
      lists[t.table] = {}
      order[#order + 1] = lists[t.table]
    end
    table.insert(lists[t.table], t)
  end
  for i, list in ipairs(order) do
    order[i] = #list > 1 and join(list) or list[1]
  end
  return order
end

-- Text of at most so many columns a line, if that is possible, with at most so many rows of each table.
function M.format(tables, limit, most_rows)
  local parts = {}
  for _, t in ipairs(joined(tables)) do
    local count = math.min(#t.rows, most_rows or math.huge)
    parts[#parts + 1] = ("%s: %s\n"):format(t.table, format.count_of(#t.rows, "row"))
    if count > 0 then
      parts[#parts + 1] = table_text(t, count, limit)
    end
    if count < #t.rows then
      parts[#parts + 1] = ("%s not shown\n"):format(format.count_of(#t.rows - count, "row"))
    end
    parts[#parts + 1] = "\n"
  end
  return table.concat(parts)
end

function M.text(tables, width, most_rows)
  width = width or terminal.is_tty(1) and terminal.width() or WIDTH
  io.write(M.format(tables, width, most_rows))
end

-- Columns keep the mapping's order, which a Lua table would lose: so the object is put together here.
function M.json(path, tables, most_rows)
  local encode = rowan.json.encode
  for _, t in ipairs(tables) do
    local names = {}
    for c, name in ipairs(t.columns) do
      names[c] = encode(name) .. ":"
    end
    for i = 1, math.min(#t.rows, most_rows or math.huge) do
      local row, pairs_of = t.rows[i], {}
      for c = 1, #names do
        if row[c] ~= false then
          pairs_of[#pairs_of + 1] = names[c] .. (row[c] == nil and "null" or encode(row[c]))
        end
      end
      io.write('{"file":', encode(path), ',"table":', encode(t.table), t.as and ',"as":' .. encode(t.as) or "",
        ',"row":{', table.concat(pairs_of, ","), "}}\n")
    end
  end
end

return M
