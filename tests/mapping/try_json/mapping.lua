-- Rows as JSON lines.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "@v",
      n = integer "@n",
      none = text "@none",
    },
  },
}
