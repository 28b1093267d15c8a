-- A type that shows only where there is a node.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { xpath "a[count(string(.)) > 1]", pick = "first" },
    },
  },
}
