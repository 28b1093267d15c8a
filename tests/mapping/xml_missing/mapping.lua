-- What is missing: an empty element has markup, but nothing in it; white space is something unless it is trimmed.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      whole   = xml "a",
      content = xml { "a", inner = true },
      kept    = xml { "a", inner = true, empty = "keep" },
      comment = xml { "b", inner = true },
      blank   = xml { "c", inner = true },
      trimmed = xml { "c", inner = true, trim = true },
      around  = xml { "d", inner = true, trim = true },
      no_a    = xml { "z", inner = true, empty = "keep" },
    },
  },
}
