-- A result that is no number.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = double { "a", via = function() return 0 / 0 end },
    },
  },
}
