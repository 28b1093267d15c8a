-- An open call: libxml2 would take it for one without arguments.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { xpath "count(" },
    },
  },
}
