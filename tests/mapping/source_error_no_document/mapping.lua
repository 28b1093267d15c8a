-- A source without the column of the documents.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
