-- each must match elements.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r/@a",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "v",
    },
  },
}
