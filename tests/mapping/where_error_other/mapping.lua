-- What no comparison is.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc", where = expr [[ case when status = 'A' then true else false end ]] },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "@v",
    },
  },
}
