-- Integers take a fraction when they may round it.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      up   = integer { "@a", rounding = "half_up" },
      down = integer { "@a", rounding = "down" },
      none = tinyint { "@b", rounding = "down" },
      minus = smallint { "@c", rounding = "half_up" },
      big  = bigint { "@d", rounding = "half_up" },
    },
  },
}
