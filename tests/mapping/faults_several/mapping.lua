-- All faults of a document at once, each with its element: documents are often one line.

return mapping {
  name   = "case",
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "r" {
    each = "/R/P", key = { "no" },
    columns = { no = position(), a = integer "@a", b = date "@b", c = text(2) { "@c" } },
    children = {
      into "q" {
        each = "L/Q", key = { "no", "a" },
        columns = { no = parent "no", a = integer "@a", v = integer "v" },
      },
    },
  },
}
