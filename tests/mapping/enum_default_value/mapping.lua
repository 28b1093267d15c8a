-- A default of an enum is one of its texts or one of its values.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = enum { Open = "O", Closed = "C" } { "@none", default = "C" },
      b = enum { Open = "O", Closed = "C" } { "@none", default = "Open" },
      c = enum { one = 1, two = 2 } { "@none", default = 2 },
    },
  },
}
