-- position() counts the rows under each parent row.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "p" {
    each = "/r/p", key = { "p" },
    columns = { p = text "@n" },
    children = {
      into "c" { each = "c", key = { "p", "n" }, columns = { p = parent "p", n = position(), v = text "." } },
    },
  },
}
