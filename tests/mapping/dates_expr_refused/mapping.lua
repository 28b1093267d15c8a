-- What is no date names the formats.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  dates   = { "M/D/YYYY" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = integer(expr [[ year(@a) ]]),
    },
  },
}
