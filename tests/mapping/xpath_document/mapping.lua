-- The document itself is a row's element, too.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/",
    key     = { "id" },
    columns = {
      id = source "id",
      name = text(20)(xpath "name(*)"),
      nodes = integer(xpath "count(//node())"),
      text = text(xpath "string()"),
    },
  },
}
