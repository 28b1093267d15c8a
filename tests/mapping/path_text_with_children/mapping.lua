-- Text beside children is kept: '.' is all of it, text() the element's own pieces.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      all = text ".",
      own = text { "text()", pick = "join", joiner = "|" },
    },
  },
}
