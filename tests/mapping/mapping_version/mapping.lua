-- A mapping with a version.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  version = "2024-06",
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
