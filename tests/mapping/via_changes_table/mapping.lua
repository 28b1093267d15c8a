-- A function that writes into a table of the mapping.

local seen = {}

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { "a", via = function(a) seen[a] = true return a end },
    },
  },
}
