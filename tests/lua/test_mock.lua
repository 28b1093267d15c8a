-- Mock documents: the same for the same profile, seed and key, and what each mapping case of theirs needs.

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local mock = require "lib.mock_credit"
local rowan = require "rowan"

local credit = rowan.mapping.load(t.root .. "mappings/credit.lua")

local function rows_of(xml, key)
  local ok, rows = pcall(credit.rows, credit, xml,
    { app_id = tostring(key), received_at = "2024-01-01 00:00:00", channel = "Web" })
  if ok then return rows end
  return nil, rows
end

t.test("a document does not depend on those before it", function()
  local one, other = mock.generator { seed = 7 }, mock.generator { seed = 7 }
  for key = 1, 20 do
    one(key)
  end
  t.equal(one(4711), other(4711))
end)

t.test("another seed makes another document", function()
  local one, other = mock.generator { seed = 1 }(5), mock.generator { seed = 2 }(5)
  assert(one ~= other)
end)

for name, size in pairs { small = { 2500, 5000 }, medium = { 45000, 75000 }, large = { 200000, 300000 } } do
  t.test(name .. " documents have their size, and 2 to 80 rows each", function()
    local make, bytes, count = mock.generator { profile = name, gaps = true }, 0, 60
    local least, most = math.huge, 0
    for key = 1, count do
      local xml = make(key)
      bytes = bytes + #xml
      local rows = 0
      for _, of_table in ipairs(assert(rows_of(xml, key))) do
        rows = rows + #of_table.rows
      end
      least, most = math.min(least, rows), math.max(most, rows)
    end
    assert(bytes / count > size[1] and bytes / count < size[2], bytes / count)
    assert(least >= 2 and most <= 80, least .. " to " .. most)
  end)
end

t.test("each defect fails for the reason it names", function()
  local make, seen = mock.generator { bad = 100 }, {}
  for key = 1, 60 do
    local xml, info = make(key)
    local rows, problem = rows_of(xml, key)
    assert(not rows, "a defective document has rows")
    t.equal(problem.reason, mock.defects[info.defect].reason, mock.defects[info.defect].name)
    seen[info.defect] = true
  end
  t.equal(#seen, #mock.defects)
end)

t.test("gaps leave small and large holes", function()
  local make, small, large = mock.generator { gaps = true }, 0, 0
  for key = 1, 2000 do
    local _, info = make(key)
    small = small + (info.step > 1 and info.step <= 60 and 1 or 0)
    large = large + (info.step >= 100000 and 1 or 0)
  end
  assert(small > 200 and large > 0, small .. ", " .. large)
end)

t.finish()
