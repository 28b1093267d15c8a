-- A time zone of what has no offset: in the head, in columns, and in what expressions compare.

local stored = timestamp { zone = "utc" }

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  assume  = "Europe/Berlin",
  overlap = "earlier",
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id        = source "id",
      winter    = stored "@winter",
      summer    = stored "@summer",
      offset    = stored "@offset",
      kept      = timestamp "@winter",
      dropped   = timestamp { "@offset", zone = "drop" },
      day       = stored "@day",
      first     = stored "@twice",
      second    = stored { "@twice", overlap = "later" },
      tokyo     = stored { "@winter", assume = "Asia/Tokyo" },
      fixed     = stored { "@winter", assume = "-03:30" },
      back      = stored { "@never", gap = "earlier" },
      forward   = stored { "@never", gap = "later" },
      strict    = stored { "@summer", overlap = "fail" },
      unix      = stored { "@unix", format = "unix" },
      default   = stored { "@none", default = "2024-07-01 00:00" },
      constant  = stored { constant "2024-07-01 00:00", assume = "Europe/Berlin" },
      run       = stored { "@none", default = run "started" },
      via       = stored { "@summer", via = function(t) return t:gsub("12:", "13:") end },
      same      = boolean(expr [[ timestamp(@winter) = '2024-01-15T11:00Z' and timestamp(@offset) < @winter ]]),
      days      = integer(expr [[ datediff(day, '2024-03-30T23:30', '2024-03-31T22:15Z') ]]),
      of_utc    = boolean(expr [[ column('summer') = timestamp(@summer) ]]),
      next      = stored(expr [[ dateadd(day, 1, column('summer')) ]]),
      midnight  = boolean(expr [[ date('2024-01-15') = '2024-01-14T23:00Z' ]]),
    },
    children = { into "c" {
      each    = "c",
      key     = { "id" },
      columns = { id = parent "id", late = boolean(expr [[ parent('summer') > timestamp('2024-07-15T11:59+02:00') ]]) },
    } },
  },
  into "pair" {
    each    = "/r",
    unpivot = { { "a", "@winter" }, { "b", "@offset" }, { "c", expr [[ @summer ]] } },
    columns = { label = text(1)(label()), at = stored(value()) },
  },
}
