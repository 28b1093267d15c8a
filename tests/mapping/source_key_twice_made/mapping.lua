-- Two columns of the same source column are fine.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = source "id",
      w = text(20) { source "id" },
    },
  },
}
