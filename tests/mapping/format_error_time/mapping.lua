-- A time of day that a date does not hold.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = date { "@v", format = { "MM/DD/YYYY", "MM/DD/YYYY HH:MI" } },
    },
  },
}
