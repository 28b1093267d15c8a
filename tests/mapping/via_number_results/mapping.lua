-- Numbers come out as their shortest text.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      whole = text { "a", via = function() return 12 end },
      half = text { "a", via = function() return 0.5 end },
      tenth = text { "a", via = function() return 0.1 end },
      third = text { "a", via = function() return 1 / 3 end },
      large = text { "a", via = function() return 2^53 end },
      huge = text { "a", via = function() return 1e300 end },
      float = text { "a", via = function() return 3.0 end },
      negative = text { "a", via = function() return -7 end },
      truth = text { "a", via = function() return true end },
    },
  },
}
