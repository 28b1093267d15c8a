-- A value that is none.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc", where = expr [[ status between null and 'B' ]] },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "@v",
    },
  },
}
