-- A function that calls itself without end.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { "a", via = function(a) local function f(x) return f(x) + 1 end return f(a) end },
    },
  },
}
