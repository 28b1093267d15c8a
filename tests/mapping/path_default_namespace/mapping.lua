-- Prefix "" is for elements without one; attributes without a prefix are in no namespace.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { [""] = "urn:a" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "v",
      k = text "@k",
    },
  },
}
