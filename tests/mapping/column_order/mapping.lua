-- Columns stand in the order of the script.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      zeta = text "@zeta",
      alpha = text "@alpha",
      mid = text "@mid",
      beta = text "@beta",
      omega = text "@omega",
      b1 = text "@b1",
      a1 = text "@a1",
      z9 = text "@z9",
    },
  },
}
