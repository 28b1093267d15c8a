-- What to take of an element is said where it is taken.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = xml "a",
    },
    children = {
      into "u" { each = "b", key = { "id" }, columns = { id = parent "id", v = xml { parent "v", inner = true } } },
    },
  },
}
