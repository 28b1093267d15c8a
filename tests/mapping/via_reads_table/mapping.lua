-- Functions may look things up in tables of the mapping.

local names = { x = "Ex", y = "Why" }
local list = { 1, 2, 3 }

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { "a", via = function(a) return names[a] or "?" end },
      w = text { "b", via = function(b) return names[b] or "?" end },
      n = integer { "a", via = function() local n = 0 for _ in pairs(names) do n = n + 1 end return n + #list end },
    },
  },
}
