-- A table's name has a character.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "" { each = "/r", key = { "v" }, columns = { v = text "a" } },
}
