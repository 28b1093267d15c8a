-- A function that takes all memory.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text { "a", via = function() local t = {} while true do t[#t + 1] = ("x"):rep(1000000) .. #t end end },
    },
  },
}
