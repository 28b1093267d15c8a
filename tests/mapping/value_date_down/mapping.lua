-- A date drops the time of day, and follows its offset.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = date { "@a", rounding = "down" },
      b = date { "@b", rounding = "down", zone = "utc" },
      c = date { "@b", rounding = "down", zone = "drop" },
    },
  },
}
