-- Options and types work as for other columns.

return mapping {
  source = { table = "docs", key = "id", document = "doc" },

  into "t" {
    each    = "/r",
    columns = {
      dflt    = integer { expr [[ @none + 1 ]], default = 7 },
      rounded = decimal(6, 2) { expr [[ @a / 7 ]], rounding = "half_up" },
      called  = text { expr [[ @b || '!' ]], via = string.upper },
      cut     = text(3) { expr [[ @b || @b ]], too_long = "cut" },
      label   = enum { low = 1, high = 2 } { expr [[ case when @a < 10 then 'low' else 'high' end ]] },
      yes     = boolean(expr [[ @a >= 100 ]]),
      no      = bit(expr [[ @a < 100 ]]),
      unknown = boolean(expr [[ @none < 100 ]]),
      day     = date(expr [[ dateadd(month, 1, @d) ]]),
      at      = timestamp(expr [[ dateadd(month, 1, @d || 'T10:00:00') ]]),
      whole   = integer(expr [[ 2.50 * 4 ]]),
    },
  },
}
