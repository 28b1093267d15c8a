-- The schema of the target tables.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  target  = { schema = "archive" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
