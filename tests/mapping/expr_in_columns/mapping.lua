-- A column with options around an expression, in the plan as in the rows.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      monthly = decimal(12, 2) { expr [[ @income / 12 ]], rounding = "half_up" },
      missing = integer { expr [[ @none + 1 ]], default = 0 },
      truth   = boolean(expr [[ @income > 1000 ]]),
      joined  = text(20) { expr [[ tag ]], pick = "join", joiner = "," },
      bare    = text(20)(expr "upper(tag[1])"),
    },
  },
}
