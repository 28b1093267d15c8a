-- A default that is no label.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = enum { A = 1 } { "a", default = "B" },
    },
  },
}
