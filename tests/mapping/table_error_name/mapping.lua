-- A table's name is a text.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into(5) { each = "/r", key = { "v" }, columns = { v = text "a" } },
}
