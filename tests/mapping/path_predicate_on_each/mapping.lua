-- Elements that the predicate refuses do not exist for the mapping; position counts those that are left.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r/i[@ok='1']",
    key     = { "n" },
    columns = {
      id = source "id",
      n = position(),
      v = text ".",
    },
  },
}
