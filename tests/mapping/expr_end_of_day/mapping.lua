-- 24:00 is midnight of the next day to functions of dates, as it is to columns.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      c01 = timestamp(expr [[ dateadd(day, 1, @d) ]]),
      c02 = date(expr [[ date(@d) ]]),
      c03 = integer(expr [[ year(@d) ]]),
    },
  },
}
