-- With iso among the formats both are read.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  dates   = { "iso", "M/D/YYYY" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = date "@a",
      b = date "@b",
      c = timestamp "@c",
    },
  },
}
