-- Functions of dates.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      c01 = text(expr [[ date('2024-01-31T10:00:00') ]]),
      c02 = text(expr [[ dateadd(month, 1, @d) ]]),
      c03 = text(expr [[ dateadd(day, -31, @d) ]]),
      c04 = text(expr [[ dateadd(year, 1, date('2024-02-29')) ]]),
      c05 = text(expr [[ dateadd(day, 1, '2024-12-31T23:30:00') ]]),
      c06 = text(expr [[ datediff(day, @d, '2024-03-01') ]]),
      c07 = text(expr [[ datediff(month, @d, '2024-03-01') ]]),
      c08 = text(expr [[ datediff(year, @d, '2025-01-01') ]]),
      c09 = text(expr [[ year(@d) ]]),
      c10 = text(expr [[ month(@d) ]]),
      c11 = text(expr [[ day(@d) ]]),
    },
  },
}
