-- Texts are not rounded.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text(5) { "@v", rounding = "down" },
    },
  },
}
