-- xsi:nil means nothing here: what counts is the text.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = text "a",
      b = text { "b", default = "D" },
    },
  },
}
