-- A function with too many arguments.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text(expr [[ abs(@a, @b) ]]),
    },
  },
}
