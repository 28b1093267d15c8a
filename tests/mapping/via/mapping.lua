-- Functions over one and over several paths; a missing input means that the function is not called.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = text(20) { "a", via = string.upper },
      b = text(20) { "a", "b", via = function(a, b) return a .. b end },
      c = text(20) { "a", "none", via = function() error("never called") end },
      d = text(20) { "none", via = string.upper, default = "D" },
      e = integer { "b", via = function(b) return tonumber(b) * 2 end },
      f = text(20) { "a", via = function() return nil end, default = "F" },
      g = decimal(5, 2) { "b", via = function(b) return b / 2 end, rounding = "half_up" },
      h = boolean { "b", via = function(b) return b == "21" end },
      i = text(20) { "c", via = function(c) return #c end, pick = "join" },
    },
  },
}
