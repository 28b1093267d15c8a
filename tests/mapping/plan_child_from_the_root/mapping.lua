-- A child that begins at the document is noted when it is planned, too.

return mapping {
  name   = "case",
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "a" {
    each = "/r/a", key = { "no" }, columns = { no = position() },
    children = {
      into "b" { each = "/r/b", columns = { no = parent "no", v = text(5) "@v" } },
    },
  },
}
