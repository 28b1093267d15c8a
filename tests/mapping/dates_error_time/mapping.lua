-- Dates are not times.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  dates   = { "HH:MI" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = date "@a",
    },
  },
}
