-- A source without a key.

return mapping {
  name    = "case",
  source  = { table = "docs", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
