-- No such sign in XPath 1.0; the place is counted in characters.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text(xpath "concat('éé', a) => b"),
    },
  },
}
