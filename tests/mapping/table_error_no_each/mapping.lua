-- A table without each.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { key = { "v" }, columns = { v = text "a" } },
}
