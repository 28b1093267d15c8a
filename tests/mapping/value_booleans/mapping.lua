-- The words of boolean and bit, in any case.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r/v",
    key     = { "n" },
    columns = {
      id = source "id",
      n = position(),
      a = boolean ".",
      b = bit ".",
    },
  },
}
