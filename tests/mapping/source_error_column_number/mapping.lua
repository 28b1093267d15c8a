-- A source column is a type with a name.

return mapping {
  name    = "case",
  source  = { table = "docs", key = "id", document = "doc", columns = { 5 } },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
