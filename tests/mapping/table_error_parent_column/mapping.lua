-- A column that the parent does not have.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "p" {
    each = "/r/p", key = { "order_no" },
    columns = { order_no = text "@n" },
    children = { into "c" { each = "c", key = { "order_no" }, columns = { order_no = parent "ordr_no" } } },
  },
}
