-- A key column that is not there.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "ordr_no" },
    columns = {
      id = source "id",
      order_no = text "a",
    },
  },
}
