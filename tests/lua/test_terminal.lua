-- rowan.terminal

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local rowan = require "rowan"

local terminal = rowan.terminal

t.test("columns are as wide as their widest cell, numbers to the right", function()
  local text = terminal.table {
    columns = { "name", { "rows", right = true } },
    rows = { { "order", 5 }, { "line", 12345 } },
  }
  t.equal(text, "name   rows\norder     5\nline  12345")
end)

t.test("nil leaves a cell empty; what is missing at the end, too", function()
  local text = terminal.table { columns = { "a", "b", "c" }, rows = { { 1, nil, 3 }, { 4 } } }
  t.contains(text, "1   3")
  t.contains(text, "4")
end)

t.test("control characters and what is not UTF-8 become visible, a backslash is one", function()
  local function cell(text)
    return terminal.table({ columns = { "a" }, rows = { { text } } }):match("^a *\n(.-) *$")
  end
  t.equal(cell "a\nb\27[31m\127", "a\\x0ab\\x1b[31m\\x7f")
  t.equal(cell "\u{9b}31m", "\\xc2\\x9b31m")
  t.equal(cell "\xff", "\\xff")
  t.equal(cell "\\x41\\", "\\x41\\")
  t.equal(cell "Größe 日本", "Größe 日本")
end)

t.test("what is wide takes two columns, a mark on a letter none; nothing is at the end of a line", function()
  t.equal(terminal.table { columns = { "a", { "b", right = true }, "c" }, rows = { { "日本", 1, "x" },
    { "e\u{301}", 22 }, { "Größe", nil, "y" } } }, "a      b c\n日本   1 x\ne\u{301}     22\nGröße    y")
  t.equal({ terminal.columns "日本e\u{301}", terminal.columns "" }, { 5, 0 })
end)

t.test("a text is cut at a character, and says so", function()
  t.equal(terminal.cut("Größe", 5), "Größe")
  t.equal(terminal.cut("Größe", 4), "Grö…")
  t.equal(terminal.cut("日本", 3), "日…")
  t.equal(terminal.cut("日本", 2), "…")
  t.equal(terminal.cut("", 1), "")
  t.raises("must be 1 or more", terminal.cut, "a", 0)
end)

t.test("no rows", function() t.equal(type(terminal.table { columns = { "a" }, rows = {} }), "string") end)

t.test("wrong arguments are refused", function()
  t.raises("columns is missing", terminal.table, { rows = {} })
  t.raises("rows is missing", terminal.table, { columns = { "a" } })
  t.raises("a row must be a table", terminal.table, { columns = { "a" }, rows = { 5 } })
  t.raises("table expected", terminal.table, "a")
  t.raises("", terminal.table, { columns = { {} }, rows = {} })
end)

t.test("a cell whose __tostring raises does not end the program", function()
  local bad = setmetatable({}, { __tostring = function() error("no text") end })
  t.raises("no text", terminal.table, { columns = { "a" }, rows = { { bad } } })
end)

t.test("many rows", function()
  local rows = {}
  for i = 1, 500 do rows[i] = { i, ("x"):rep(i % 7) } end
  local _, lines = terminal.table({ columns = { "n", "x" }, rows = rows }):gsub("\n", "")
  t.equal(lines, 500) -- the last line has none
end)

t.test("the tests have no terminal", function()
  t.equal(terminal.is_tty(1), false)
  t.equal(terminal.width() > 0, true)
end)

-- ---- screens ----

local screen = require "lib.screen"

local figures = { columns = { { "loaded", right = true }, { "failed", right = true }, { "rows", right = true },
  { "seconds", right = true } }, rows = { { "1,234,567", "12", "45,678,901", "3.2" } } }
local failures = { columns = { "key", "reason", "message" }, rows = {
  { "4711", "value", ("a long message "):rep(8) }, { "4712", "xml", "short" } } }

local function widest(text)
  local most = 0
  for line in text:gmatch "[^\n]+" do most = math.max(most, terminal.columns(line)) end
  return most
end

t.test("a table that fits stands as it is, whatever the width", function()
  for _, width in ipairs { 40, 80, 120 } do
    t.equal(screen.table(figures, width), terminal.table(figures) .. "\n")
  end
  t.equal(screen.table(failures), terminal.table(failures) .. "\n")
end)

t.test("numbers that have no room beside each other stand below each other", function()
  t.equal(screen.table(figures, 30), "loaded  1,234,567\nfailed  12\nrows    45,678,901\nseconds 3.2\n")
  local two = { columns = figures.columns, rows = { figures.rows[1], { "1", "2", "3", "4" } } }
  t.equal(screen.table(two, 30), [[
row 1
loaded  1,234,567
failed  12
rows    45,678,901
seconds 3.2

row 2
loaded  1
failed  2
rows    3
seconds 4
]])
end)

t.test("the text of the last column is cut at the edge, as long as something of it is left", function()
  for _, width in ipairs { 40, 80, 120 } do
    local text = screen.table(failures, width)
    t.equal(widest(text), width)
    t.contains(text, "key  reason message")
    t.contains(text, "4712 xml    short")
  end
  local text = screen.table(failures, 30) -- 12 columns for the first two
  t.contains(text, "row 1\nkey     4711\nreason  value\nmessage a long message a long")
  t.contains(text, "row 2\nkey     4712\nreason  xml\nmessage short\n")
end)

t.test("no width is too small, and none is needed for nothing", function()
  for width = 1, 60 do
    for _, spec in ipairs { figures, failures } do
      local text = screen.table(spec, width)
      for _, row in ipairs(spec.rows) do
        for c = 1, #row - (spec == failures and 1 or 0) do t.contains(text, row[c]) end
      end
    end
  end
  t.equal(screen.table({ columns = figures.columns, rows = {} }, 10), terminal.table { columns = figures.columns,
    rows = {} } .. "\n")
end)

t.test("whether a table has room, where only the last column's text may be cut", function()
  local spec = { columns = { "name", "each" }, rows = { { "purchase_order", ("/a/b"):rep(30) } } }
  t.equal({ screen.has_room(spec, 200), screen.has_room(spec, 40), screen.has_room(spec, 30) }, { true, true, false })
end)

t.test("seconds between two times of a database", function()
  local between = require "lib.format".seconds_between
  t.equal(between("2024-03-31 00:30:00.5", "2024-03-31 03:30:01.75"), 10801.25)
  t.equal(between("2024-01-31 12:00:00", "2024-01-31T12:00:00"), 0)
  t.equal({ between("2024-01-31 12:00:02", "2024-01-31 12:00:01"), between("2024-01-31", "now") }, { 0, nil })
end)

t.finish()
