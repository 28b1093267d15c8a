-- A key given by its name alone is a bigint.

return mapping {
  name    = "case",
  source  = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
