-- Markup is no key.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "v" },
    columns = {
      id = source "id",
      v = xml "a",
    },
  },
}
