-- Rows cannot carry bytes of the source table.

return mapping {
  name   = "case",
  source = { table = "docs", key = bigint "id", document = "doc", columns = { binary "photo" } },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = { id = source "id", photo = source "photo" },
  },
}
