-- A parenthesis without its end.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text(expr [[ (@a + 1 ]]),
    },
  },
}
