-- A source column holds texts.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc", columns = { xml "more" } },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = xml "a",
    },
  },
}
