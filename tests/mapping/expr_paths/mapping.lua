-- What stands for a path.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      c01 = text(expr [[ n ]]),
      c02 = text(expr [[ /r/@a ]]),
      c03 = text(expr [[ p[@k = 'two']/v ]]),
      c04 = text(expr [[ `first-name` ]]),
      c05 = text(expr [[ ./n ]]),
      c06 = text(expr [[ (n) ]]),
      c07 = text(expr [[ n /2 + 1 ]]),
      c08 = text(expr [[ `a.b` ]]),
    },
  },
}
