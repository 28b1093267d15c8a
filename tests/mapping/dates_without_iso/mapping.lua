-- Without iso among the formats an ISO date is refused.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  dates   = "M/D/YYYY",
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = date "@a",
    },
  },
}
