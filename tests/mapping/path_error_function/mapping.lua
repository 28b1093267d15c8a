-- A function of XPath that is not part of the language.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o", order = "urn:order" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a[string-length(.)=1]",
    },
  },
}
