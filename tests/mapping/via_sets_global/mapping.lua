-- A function that sets a global.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = integer { "a", via = function() count = 1 return count end },
    },
  },
}
