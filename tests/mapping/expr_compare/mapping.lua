-- Numbers, dates, texts; between, in, like.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      c01 = text(expr [[ @a > 10 ]]),
      c02 = text(expr [[ @a > '10' ]]),
      c03 = text(expr [[ @s > 'Abd' ]]),
      c04 = text(expr [[ @d < date('2024-02-01') ]]),
      c05 = text(expr [[ @a between 1 and 7 ]]),
      c06 = text(expr [[ @a not between 1 and 7 ]]),
      c07 = text(expr [[ @s in ('x', 'abc') ]]),
      c08 = text(expr [[ @s not in ('x') ]]),
      c09 = text(expr [[ @s like 'a%' ]]),
      c10 = text(expr [[ @s like 'A%' ]]),
      c11 = text(expr [[ @s ilike 'A_C' ]]),
      c12 = text(expr [[ 'a%b' like 'a!%b' escape '!' ]]),
      c13 = text(expr [[ @x > '600' ]]),
      c14 = text(expr [[ not (@a = 7 and @b = 2) ]]),
      c15 = text(expr [[ @a = 7.0 ]]),
      c16 = text(expr [[ @a <> 7 ]]),
      c17 = text(expr [[ @a != 7 ]]),
      c18 = text(expr [[ true ]]),
      c19 = text(expr [[ @a = 1 or @b = 2 and @z = 0 ]]),
    },
  },
}
