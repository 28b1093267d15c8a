-- A function that changes a variable of the mapping.

local count = 0

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = integer { "a", via = function() count = count + 1 return count end },
    },
  },
}
