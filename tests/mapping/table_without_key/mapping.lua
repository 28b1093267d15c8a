-- A table without a key.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", columns = { v = text "a" } },
}
