-- The same value in every row.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = text(5) { constant "los" },
      b = constant "x",
      c = integer { constant "12" },
      d = integer { constant(7) },
    },
  },
}
