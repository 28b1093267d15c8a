-- A table with no column.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = {}, columns = {} },
}
