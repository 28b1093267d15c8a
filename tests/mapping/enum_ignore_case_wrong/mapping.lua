-- Not a label in any case.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = enum { Open = 1, Shut = 2 } { "@v", ignore_case = true },
    },
  },
}
