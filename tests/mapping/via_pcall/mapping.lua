-- A function may catch its own errors.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { "a", via = function(a) local ok = pcall(error, a) return ok and "yes" or "no" end },
    },
  },
}
