-- The mapping's own formats: for dates and timestamps that name none, and in expressions.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  dates   = { "M/D/YYYY", "M/D/YYYY H:MI AM", "YYYYMMDD" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      born     = date "@born",
      at       = timestamp "@at",
      day      = date { "@at", rounding = "down" },
      own      = date { "@own", format = "D.M.YYYY" },
      of_day   = time "@of_day",
      later    = boolean(expr [[ timestamp(@at) > @born ]]),
      same     = boolean(expr [[ date(@born) = '2/29/2000' and @born = date('2000-02-29') ]]),
      compact  = boolean(expr [[ date('20000229') < @at ]]),
      text     = text(30)(expr [[ date(@at) ]]),
      moved    = text(30)(expr [[ dateadd(month, 1, @at) ]]),
      iso      = text(30)(expr [[ dateadd(day, 1, '2024-02-29T10:00') ]]),
      age      = integer(expr [[ datediff(year, @born, @at) ]]),
      months   = integer(expr [[ month(@born) * 100 + day(@born) ]]),
      next     = date(expr [[ dateadd(day, 1, @born) ]]),
      as_is    = date(expr [[ @born ]]),
      default  = date { "@none", default = "1/2/2003" },
      fixed    = date { constant "2024-05-06" },
    },
  },
}
