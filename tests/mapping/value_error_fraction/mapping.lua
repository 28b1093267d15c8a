-- Fractions of a second beyond what is stored are refused.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = timestamp "@a",
    },
  },
}
