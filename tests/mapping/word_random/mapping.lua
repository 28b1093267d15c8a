-- Random numbers would make the rows depend on the run.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { "a", via = function() return math.random(5) end },
    },
  },
}
