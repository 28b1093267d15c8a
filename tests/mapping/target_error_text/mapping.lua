-- The target is a table.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  target  = "archive",
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
