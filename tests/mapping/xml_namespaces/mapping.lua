-- Each element declares what is used in it and declared around it, and nothing else.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o", d = "urn:r" },
  into "t" {
    each    = "/d:r",
    key     = { "id" },
    columns = {
      id = source "id",
      a       = xml "o:a",
      content = xml { "o:a", inner = true },
      b       = xml "o:b",
    },
  },
}
