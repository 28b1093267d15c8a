-- Load orders, then credit applications; stop as soon as more than one percent of the documents fail.
--
--   rowan scripts/examples/two_mappings.lua 'Driver=SQLite3;Database=/tmp/rowan.db'
--
-- Copy it and put your mappings in the list. Run it again after a stop: what is loaded stays loaded.

local rowan = require "rowan"

local mappings = { rowan.home .. "/mappings/orders.lua", rowan.home .. "/mappings/credit.lua" }
local most_failed = 0.01  -- share of the documents
local judge_after = 200   -- documents: a share of fewer says little

local connect = arg[1] or os.getenv "ROWAN_CONNECT"
if not connect then
  io.stderr:write("usage: rowan ", arg[0], " CONNECTION\n")
  return 2
end

-- Called some ten times a second; false ends the run after the documents in hand.
local function is_good_enough(p)
  local seen = p.loaded + p.failed
  return seen < judge_after or p.failed <= seen * most_failed
end

for _, file in ipairs(mappings) do
  local result = rowan.job {
    mapping     = rowan.mapping.load(file),
    connect     = connect,
    password    = os.getenv "ROWAN_PASSWORD",
    on_progress = is_good_enough,
  }:run()
  print(("%s: %s, %d loaded, %d failed, %d rows in %.1f s"):format(file, result.outcome, result.loaded,
    result.failed, result.rows, result.seconds))
  if result.outcome ~= "done" or result.failed > (result.loaded + result.failed) * most_failed then
    io.stderr:write("stopped at ", file, ": ", result.message or "too many documents fail", "\n")
    return 1
  end
end
