-- Bytes are not cut.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = binary(3) { "@v", too_long = "cut" },
    },
  },
}
