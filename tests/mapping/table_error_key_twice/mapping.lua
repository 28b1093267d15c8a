-- A key that names a column twice.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = { "v", "v" }, columns = { v = text "a" } },
}
