-- Three levels; a grandchild carries both keys.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "a" {
    each = "/r/a", key = { "a" },
    columns = { a = text(3) { "@n", required = true } },
    children = {
      into "b" {
        each = "b", key = { "a", "b" },
        columns = { a = parent "a", b = position() },
        children = {
          into "c" {
            each = "c", key = { "a", "b", "c" },
            columns = { a = parent "a", b = parent "b", c = text "@n", up = text "../../@n" },
          },
        },
      },
    },
  },
}
