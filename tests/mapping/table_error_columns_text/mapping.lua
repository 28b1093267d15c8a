-- Columns are a table.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = { "v" }, columns = "v" },
}
