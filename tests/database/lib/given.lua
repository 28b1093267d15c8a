-- The table of docs/databases.md of what was run by hand on a server that is there, with what a run has found:
--
--   rowan given.lua RESULTS PAGE
--
-- RESULTS has a line for each program and script that ran: NAME PASSED FAILED SKIPPED. Others keep their lines.

local results, page_name = arg[1], arg[2]
local HEAD <const> = "| of `tests/database` | passed | failed | skipped |\n| --- | --- | --- | --- |\n"

local function read(name)
  local file <close> = assert(io.open(name, "rb"))
  return file:read "a"
end

local page = read(page_name)
local from, to = page:find(HEAD, 1, true)
assert(from, page_name .. " has no table of what was run by hand")
local behind = assert(page:find("\n\n", to, true))

local lines, names = {}, {}
local function put(name, line)
  if not lines[name] then names[#names + 1] = name end
  lines[name] = line
end
for line in page:sub(to + 1, behind):gmatch "[^\n]+" do put(line:match "^| ([%w_]+)", line) end
for name, passed, failed, skipped in read(results):gmatch "(%S+) (%d+) (%d+) (%d+)\n" do
  name = name:gsub("%.lua$", "")
  put(name, ("| %s | %s | %s | %s |"):format(name, passed, failed, skipped))
end
table.sort(names)
for i, name in ipairs(names) do names[i] = lines[name] end

local file <close> = assert(io.open(page_name, "wb"))
file:write(page:sub(1, to), table.concat(names, "\n"), page:sub(behind))
