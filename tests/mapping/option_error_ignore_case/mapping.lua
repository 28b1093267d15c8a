-- A value that the option does not take.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = enum { A = 1 } { "@v", ignore_case = "yes" },
    },
  },
}
