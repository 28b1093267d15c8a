-- via does not work on a parent's column.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "p" {
    each = "/r/p", key = { "n" }, columns = { n = text "@n" },
    children = { into "c" { each = "c", key = { "n" }, columns = { n = text { parent "n", via = string.upper } } } },
  },
}
