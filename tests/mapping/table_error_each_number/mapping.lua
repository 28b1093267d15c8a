-- each is a path.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = 5, key = { "v" }, columns = { v = text "." } },
}
