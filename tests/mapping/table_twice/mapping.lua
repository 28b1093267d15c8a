-- One table may be filled from two places.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r/a", key = { "v" }, columns = { v = text "." } },
  into "t" { each = "/r/b", key = { "v" }, columns = { v = text "." } },
}
