-- Numbers and texts as values of enums, and a default that is a label.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      yes  = enum { Y = 1, N = 0 } { "@y", default = "N" },
      kind = enum { First = "F", ["Second one"] = "S" } "@k",
    },
  },
}
