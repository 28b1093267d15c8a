-- What a call into a function of a mapping costs, beyond the function's own work: rows of one document, in this
-- process, with a column that is taken as it is and with one that goes through a function that gives back what it got.
-- Rounds take turns; the median of their differences counts.   rowan tests/bench/via.lua [ROUNDS]

local rowan = require "rowan"

local COLUMNS <const>, ROWS <const> = 40, 2500
local rounds = math.tointeger(tonumber(arg[1] or 15))

local function mapping_with(step)
  local lines = {}
  for i = 1, COLUMNS do lines[i] = ('c%d = text(20) { "@a"%s },'):format(i, step) end
  local name = os.tmpname()
  local file <close> = assert(io.open(name, "w"))
  file:write(([[
    local function same(text) return text end
    return mapping {
      name = "calls", source = { table = "docs", key = bigint "id", document = "doc" },
      into "t" { each = "/r/e", key = { "id", "n" }, columns = { id = source "id", n = position(), %s
        unused = text(1) { "@none", via = same } } },
    }]]):format(table.concat(lines, "\n")))
  file:close()
  local m = rowan.mapping.load(name, { call_seconds = 30 })
  os.remove(name)
  return m
end

local plain, called = mapping_with "", mapping_with ", via = same"
local document = "<r>" .. ("<e a='0123456789'/>"):rep(ROWS) .. "</r>"

-- Seconds of processor time.
local function time(m)
  collectgarbage()
  local began = os.clock()
  assert(m:rows(document, { id = "1" }))
  return os.clock() - began
end

local function own_work()
  local same, text = load "return function(text) return text end" (), "0123456789"
  local began = os.clock()
  for _ = 1, COLUMNS * ROWS do same(text) end
  return os.clock() - began
end

local costs = {}
for i = 1, rounds do
  local without = time(plain)
  costs[i] = (time(called) - without - own_work()) / (COLUMNS * ROWS) * 1e6
end
table.sort(costs)
print(("a call of a function, beyond its own work: %.2f µs (median of %d rounds; %.2f to %.2f)"):format(
  costs[(rounds + 1) // 2], rounds, costs[1], costs[rounds]))
