-- The source of changing.lua, for tests/process/run:
--
--   rowan tests/process/revisions.lua fill COUNT      documents in their first revision, and rows of somebody else
--   rowan tests/process/revisions.lua change ROUND    some have another text, some are no order any more, some go, and
--                                                     some of those that went come again
--   rowan tests/process/revisions.lua last COUNT      all of them are orders, in their last revision, but a tenth,
--                                                     which is gone

local rowan = require "rowan"

local conn <close> = rowan.odbc.connect(os.getenv "ROWAN_SOURCE" or os.getenv "ROWAN_CONNECT")
local what, number = arg[1], math.tointeger(tonumber(arg[2]))
local last = 1000 -- more than there are rounds

-- The greater the revision, the newer what it says of the customer. Lines come and go, and are long enough for parts.
local function order(id, revision, total)
  local out = {}
  for i = 1, (id + revision) % 12 do out[i] = ('<line sku="S%d-%090d"/>'):format(i, revision) end
  return ('<order no="O%d" total="%s"><customer no="C%d" as_of="%d" name="n%d">'):format(id, total or revision, id % 20,
    revision, id % 7) .. ('<site city="T%d" as_of="%d"/></customer>'):format(id % 3, revision) .. table.concat(out)
    .. "</order>"
end

local function put(first, final, revision)
  local rows = {}
  for id = first, final do rows[#rows + 1] = { id, revision, order(id, revision) } end
  conn:insert("revised", { "id", "rev", "doc" }, rows)
end

local function change(id, revision, text)
  conn:exec("DELETE FROM revised WHERE id = ?", id)
  if text then conn:insert("revised", { "id", "rev", "doc" }, { { id, revision, text } }) end
end

if what == "fill" then
  conn:exec "CREATE TABLE revised (id BIGINT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, doc TEXT NOT NULL)"
  put(1, number, 1)
elseif what == "change" then
  math.randomseed(number)
  local ids = conn:query "SELECT MAX(id) AS n FROM revised"
  for id = 1, math.tointeger(tonumber(ids[1].n)) do
    local chance = math.random(20)
    if chance <= 5 then change(id, number, order(id, number)) end
    if chance == 6 then change(id, number, order(id, number, "many")) end
    if chance == 7 then change(id) end
  end
else
  conn:exec "DELETE FROM revised"
  put(1, number - number // 10, last)
end
