-- Two tables side by side.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "a" { each = "/r/a", key = { "v" }, columns = { v = text "." } },
  into "b" { each = "/r/b", key = { "v" }, columns = { v = text "." } },
}
