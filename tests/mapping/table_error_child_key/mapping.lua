-- A child that does not carry its parent's key.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "p" {
    each = "/r/p", key = { "no" },
    columns = { no = text "@n" },
    children = { into "c" { each = "c", key = { "n" }, columns = { n = position() } } },
  },
}
