-- Children are a list.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = { "v" }, columns = { v = text "." }, children = into "u" { each = "c", key = { "v" }, columns = { v = parent "v" } } },
}
