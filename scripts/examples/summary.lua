-- What a run left behind: its figures, and how many rows each target table has now.
--
--   rowan run mappings/credit.lua --json >run.json
--   rowan scripts/examples/summary.lua mappings/credit.lua run.json
--
-- The database is that of $ROWAN_CONNECT.

local rowan = require "rowan"

if #arg ~= 2 then
  io.stderr:write("usage: rowan ", arg[0], " MAPPING RUN.json\n")
  return 2
end

local m = rowan.mapping.load(arg[1])
local file <close> = assert(io.open(arg[2]))
local run = rowan.json.decode(file:read("a"))
local conn <close> = rowan.odbc.connect(os.getenv "ROWAN_CONNECT", os.getenv "ROWAN_PASSWORD")

local rows = {}

-- 1234567 -> "1,234,567"
local function grouped(number)
  local text = ("%.0f"):format(number):reverse():gsub("%d%d%d", "%0,"):reverse()
  return (text:gsub("^,", ""))
end

local function add(what, number) rows[#rows + 1] = { what, grouped(number) } end

local documents = run.loaded + run.failed
add("documents", documents)
add("  loaded", run.loaded)
add("  failed", run.failed)
for _, t in ipairs(m.tables) do
  local count = conn:query(("SELECT COUNT(*) AS n FROM %s"):format(conn:quote(t.name, m.target.schema)))[1].n
  add("rows in " .. t.name, count)
end
if run.seconds > 0 then
  add("documents per minute", documents / run.seconds * 60)
end

print(rowan.terminal.table { columns = { m.name, { "", right = true } }, rows = rows })
