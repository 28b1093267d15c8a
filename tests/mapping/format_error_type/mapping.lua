-- Only dates and times have a format.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { "@v", format = "MM/DD/YYYY" },
    },
  },
}
