-- Prefixes are the mapping's own; a name without one is in no namespace.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { a = "urn:a", b = "urn:b", c = "urn:c?x=1&y=2" },
  into "t" {
    each    = "/a:r",
    key     = { "id" },
    columns = {
      id = source "id",
      one    = text "a:v",
      two    = text "b:v",
      none   = text "v",
      attr   = text "@b:k",
      plain  = text "@k",
      amp    = text "c:v/@c:k",
    },
  },
}
