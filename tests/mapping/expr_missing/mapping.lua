-- A missing operand: no value, unknown, and what brings a value back.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      c01 = text(expr [[ @none + 1 ]]),
      c02 = text(expr [[ @e + 1 ]]),
      c03 = text(expr [[ @none || 'x' ]]),
      c04 = text(expr [[ coalesce(@none, @e, @a) ]]),
      c05 = text(expr [[ nullif(@a, 7) ]]),
      c06 = text(expr [[ nullif(@a, 8) ]]),
      c07 = text(expr [[ concat('a', @none, 'b') ]]),
      c08 = text(expr [[ case when @none > 1 then 'yes' else 'no' end ]]),
      c09 = text(expr [[ case when @none = 1 or @a = 7 then 'yes' end ]]),
      c10 = text(expr [[ @none is null ]]),
      c11 = text(expr [[ @e is empty ]]),
      c12 = text(expr [[ t is not empty ]]),
      c13 = text(expr [[ least(@a, @none, 9) ]]),
      c14 = text(expr [[ case when 1 = 2 then 'x' end ]]),
    },
  },
}
