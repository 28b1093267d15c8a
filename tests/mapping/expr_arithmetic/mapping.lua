-- Exact numbers; the signs of // and %; powers; what binds tightest.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      c01 = text(expr [[ @a + @b ]]),
      c02 = text(expr [[ @a - @b * 2 ]]),
      c03 = text(expr [[ @a * 1.19 ]]),
      c04 = text(expr [[ @a / @b ]]),
      c05 = text(expr [[ 1 / 3 ]]),
      c06 = text(expr [[ @a // @b ]]),
      c07 = text(expr [[ -@a // @b ]]),
      c08 = text(expr [[ @a % @b ]]),
      c09 = text(expr [[ -@a % @b ]]),
      c10 = text(expr [[ 2 ** 10 ]]),
      c11 = text(expr [[ 2 ** -2 ]]),
      c12 = text(expr [[ -2 ** 2 ]]),
      c13 = text(expr [[ (1 + @b) * 3 ]]),
      c14 = text(expr [[ 0.1 + 0.2 ]]),
      c15 = text(expr [[ n + 1 ]]),
      c16 = text(expr [[ @a+n*2 ]]),
      c17 = text(expr [[ 1000 + 1 ]]),
    },
  },
}
