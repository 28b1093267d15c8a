-- No two rows have the same.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    distinct = { "n" },
    columns = {
      id = source "id",
      n = position(),
    },
  },
}
