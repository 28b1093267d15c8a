-- A key is a list of names.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = 5, columns = { v = text "a" } },
}
