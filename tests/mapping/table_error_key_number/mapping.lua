-- A key lists names.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = { 1 }, columns = { v = text "." } },
}
