-- A slip: letters that are no part of a format.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = date { "@v", format = "MM/DD/YY" },
    },
  },
}
