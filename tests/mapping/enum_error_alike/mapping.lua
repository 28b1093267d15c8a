-- Two labels that only case tells apart.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = enum { open = 1, OPEN = 2, Shut = 3 } { "@v", ignore_case = true },
    },
  },
}
