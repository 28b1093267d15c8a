-- Functions of XSLT reach outside, and are not there.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text(xpath "document('other.xml')/a"),
    },
  },
}
