-- An address differs from run to run.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { "@v", via = function() return ("%p"):format({}) end },
    },
  },
}
