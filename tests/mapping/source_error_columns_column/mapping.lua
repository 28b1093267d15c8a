-- The columns of a source are a list.

return mapping {
  name    = "case",
  source  = { table = "docs", key = "id", document = "doc", columns = text "a" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
