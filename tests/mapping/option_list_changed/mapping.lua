-- A list is what it was when the option was given.

local list = { "a" }
local early = text { "@v", null_if = list, default = "gone" }
local late = text { null_if = list, default = "gone" }
for i = 1, 5000 do list[i] = "b" .. i end

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = early,
      w = late "@v",
    },
  },
}
