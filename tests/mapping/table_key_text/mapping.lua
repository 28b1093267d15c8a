-- A key of one column may be its name alone.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = "v", columns = { v = text "a" } },
}
