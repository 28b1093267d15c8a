-- The table of docs/databases.md that says what works where, against what a run of the suite found.
--
--   rowan works.lua RESULTS PAGE write|compare ONLY_ONE NAME...
--
-- RESULTS has a line for each program and script that ran: KIND FORM NAME PASSED FAILED. A line of the table names what
-- shows it; its cells are what the run found of all of these, and stay as they are where it found nothing. ONLY_ONE are
-- the names, with blanks between, of which two databases are no matter; each NAME has to stand in the table once.

local results, page_name, mode, only_one = table.unpack(arg, 1, 4)
local names = table.move(arg, 5, #arg, 1, {})
local BEGIN <const> = "| what works | shown by |"
local kinds = { "sqlite", "postgresql", "mariadb" }

local function read(name)
  local file <close> = assert(io.open(name, "rb"))
  return file:read "a"
end

-- found[KIND or "two"][NAME] = { passed, failed }
local found = { two = {} }
for kind, form, name, passed, failed in read(results):gmatch "(%S+) (%S+) (%S+) (%d+) (%d+)\n" do
  local column = form == "two" and "two" or kind
  found[column] = found[column] or {}
  local sum = found[column][name] or { 0, 0 }
  found[column][name] = { sum[1] + tonumber(passed), sum[2] + tonumber(failed) }
end

local apart = {}
for name in only_one:gmatch "%S+" do apart[name] = true end

-- yes, no, – where there is nothing of the kind; nil: not all of it ran.
local function cell_of(column, shown_by)
  local passed, failed, without = 0, 0, 0
  for _, name in ipairs(shown_by) do
    local sum = (found[column] or {})[name]
    if column == "two" and apart[name] then
      without = without + 1
    elseif not sum then
      return nil
    else
      passed, failed = passed + sum[1], failed + sum[2]
    end
  end
  if failed > 0 then return "no" end
  if passed == 0 then return "–" end
  return without > 0 and "in part" or "yes"
end

local seen, problems = {}, {}

local function complain(...)
  problems[#problems + 1] = ("FAILED  %s: "):format(page_name) .. string.format(...)
end

local function line_of(line)
  local what, by, cells = line:match "^| ([^|]+) | ([^|]+) |(.*)|$"
  local shown_by, columns = {}, {}
  for name in by:gmatch "[%w_]+" do
    shown_by[#shown_by + 1] = name
    if seen[name] then complain("%s shows two lines", name) end
    seen[name] = true
  end
  for cell in cells:gmatch "[^|]+" do columns[#columns + 1] = cell:match "^%s*(.-)%s*$" end
  for i, column in ipairs { kinds[1], kinds[2], kinds[3], "two" } do
    local now = cell_of(column, shown_by)
    if now and now ~= columns[i] then
      if mode == "compare" then complain('"%s", %s: the run found "%s", not "%s"', what, column, now, columns[i]) end
      columns[i] = now
    end
  end
  return ("| %s | %s | %s |"):format(what, by, table.concat(columns, " | "))
end

local page = read(page_name)
local first, last = page:find("\n" .. BEGIN, 1, true)
assert(first, "no such table in " .. page_name)
local _, head_end = page:find("\n| --- [^\n]*\n", last)
local table_end = page:find("\n\n", head_end, true)
local lines = {}
for line in page:sub(head_end + 1, table_end):gmatch "([^\n]+)\n" do lines[#lines + 1] = line_of(line) end
for _, name in ipairs(names) do
  if not seen[name] then complain("%s stands in no line", name) end
end

if mode == "write" then
  local file <close> = assert(io.open(page_name, "wb"))
  file:write(page:sub(1, head_end), table.concat(lines, "\n"), page:sub(table_end))
end
for _, problem in ipairs(problems) do print(problem) end
print(("%d passed, %d failed"):format(#lines, #problems))
os.exit(#problems == 0, true)
