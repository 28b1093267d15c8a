-- XPath 1.0 has no default namespace.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o", [""] = "urn:d" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text(xpath "o:a/@b[. = 1]/../attribute::c | o:a and b"),
    },
  },
}
