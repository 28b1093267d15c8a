-- A version is a text.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  version = 5,
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
