-- A column of the source named twice.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc", columns = { text "id" } },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
