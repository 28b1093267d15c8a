-- A field that a table does not have.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { eech = "/r", key = { "v" }, columns = { v = text "a" } },
}
