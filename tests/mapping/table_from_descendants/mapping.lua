-- each may look at any depth; elements come in document order.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "//i",
    key     = { "n" },
    columns = {
      id = source "id",
      n = position(),
      v = text "@n",
    },
  },
}
