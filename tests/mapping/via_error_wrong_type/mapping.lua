-- A result that the column's type refuses.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = integer { "a", via = function() return "many" end },
    },
  },
}
