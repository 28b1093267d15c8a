-- The job of ./dev bench --long: one worker over all documents, with a line of progress per call: seconds, documents.
--
--   rowan tests/bench/long.lua MAPPING CHUNK PROGRESS-FILE

local rowan = require "rowan"

local mapping, chunk, file = table.unpack(arg)
local out <close> = assert(io.open(file, "w"))

local result = rowan.job {
  mapping = rowan.mapping.load(mapping),
  connect = os.getenv "ROWAN_CONNECT",
  workers = 1,
  chunk = math.tointeger(tonumber(chunk)),
  on_progress = function(now)
    out:write(("%.3f %d\n"):format(now.seconds, now.loaded + now.failed + now.already_loaded))
  end,
}:run()

print(rowan.json.encode(result))
return result.outcome == "done" and result.failed == 0 and 0 or 1
