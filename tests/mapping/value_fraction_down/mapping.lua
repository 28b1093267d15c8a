-- Fractions of a second beyond what is stored: only with rounding.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = timestamp { "@a", rounding = "down" },
    },
  },
}
