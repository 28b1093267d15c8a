-- A time of day is not dropped unless the column says so.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  dates   = { "M/D/YYYY", "M/D/YYYY HH:MI" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = date "@a",
    },
  },
}
