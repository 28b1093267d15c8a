-- Decimals keep all their digits.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = decimal(38, 10) "@a",
      b = decimal(38, 0) "@b",
      c = decimal(1, 1) { "@c", rounding = "half_up" },
      d = decimal(5, 2) { "@d", rounding = "half_up" },
    },
  },
}
