-- Nothing in the document matches.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/q",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
