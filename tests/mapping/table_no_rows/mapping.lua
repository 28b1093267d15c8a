-- A table without rows is fine as long as another has one.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "a" { each = "/r/a", key = { "v" }, columns = { v = text "." } },
  into "b" { each = "/r/b", key = { "v" }, columns = { v = text "." } },
}
