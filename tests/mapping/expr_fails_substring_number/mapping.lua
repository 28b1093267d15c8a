-- An expression that fails with this document.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = integer(expr [[ substring(@s, @x) ]]),
    },
  },
}
