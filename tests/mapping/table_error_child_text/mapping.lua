-- Children are tables.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = { "v" }, columns = { v = text "." }, children = { "c" } },
}
