-- scripts/lib/words.lua: numbers for people

local t = dofile((arg[0]:gsub("[^/]*$", "lib.lua")))
local format = require "lib.format"

t.test("durations, whole and with fractions", function()
  t.equal(format.duration(4.23), "4.2 s")
  t.equal(format.duration(59.4), "59 s")
  t.equal(format.duration(59.6), "1 min 0 s")
  t.equal(format.duration(61.5), "1 min 2 s")
  t.equal(format.duration(200), "3 min 20 s")
  t.equal(format.duration(3599.7), "1 h 0 min")
  t.equal(format.duration(39900.25), "11 h 5 min")
end)

t.test("counts", function()
  t.equal(format.count_of(1, "document"), "1 document")
  t.equal(format.count_of(2000, "document"), "2,000 documents")
end)

t.finish()
