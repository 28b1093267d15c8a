-- A column is a value: it may stand in two places.

local shared = text(10) "b"

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = shared,
      w = shared,
    },
  },
}
