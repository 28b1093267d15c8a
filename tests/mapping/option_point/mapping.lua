-- Numbers as documents write them: read by the type, or by the first step of via that reads numbers.

local german = decimal(12, 2) { point = ",", group = "." }

local function say(x) return "it is " .. x end
local function half(x) return x / 2 end -- it gets a plain number, and makes one

return mapping {
  name   = "case",
  source = { table = "docs", key = bigint "id", document = "doc", columns = { decimal(9, 2) "usual" } },
  into "t" {
    each = "/r/v", key = { "no" },
    columns = {
      no     = position(),
      plain  = german "@de",
      whole  = integer { "@de", point = ",", group = ".", rounding = "half_up" },
      float  = double { "@de", point = ",", group = "." },
      french = decimal(12, 2) { "@fr", point = ",", group = " ", via = amount },
      number = decimal(12, 2) { "@de", point = ",", group = ".", via = { say, number, half } },
      shown  = text(20) { "@fr", point = ",", group = " ", via = amount, default = "1.5" },
      swiss  = bigint { "@ch", group = "'", default = 1000 },
      usual  = german { "@none", default = source "usual" },
      last   = integer { "n", pick = "last", empty = "keep", default = -1 },
      first  = integer { "n", pick = "first", empty = "keep", bad = "missing", default = -1 },
    },
  },
}
