-- A variable that has no value stands where a path should.

local nothing

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { "a", nothing, "b", via = function(a, b) return a .. b end },
    },
  },
}
