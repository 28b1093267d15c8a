-- A field that a source does not have.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc", wher = "x" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
