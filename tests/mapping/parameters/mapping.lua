-- Parameters in columns, conditions and where; types of all kinds.

local state = enum { Open = "O", Shut = "S" }

return mapping {
  name       = "case",
  dates      = { "D.M.YYYY" },
  parameters = {
    country = text(2),
    since   = date { format = "DD.MM.YYYY", default = "01.01.2024" },
    least   = decimal(9, 2) { default = 0, rounding = "half_up" },
    all     = boolean { default = false },
    state   = state { ignore_case = true, default = "open" },
    batch   = integer { default = 7 },
  },
  source     = {
    table    = "docs",
    key      = bigint "id",
    document = "doc",
    where    = expr [[ country = $country and received_at >= $since and batch <> $batch + 1 ]],
  },
  into "line" {
    each    = "/r/l",
    when    = expr [[ ($all or @c = $country) and @n >= $least ]],
    key     = { "no" },
    columns = {
      no      = position(),
      country = parameter "country",
      since   = parameter "since",
      since_t = text(12)(parameter "since"),
      least   = parameter "least",
      is_all  = bit(parameter "all"),
      state   = parameter "state",
      named   = state(parameter "state"),
      lower_c = text(2) { parameter "country", via = lower },
      label   = text(40)(expr [[ $country || '-' || $state || '-' || year($since) ||
                                 case when $all then '!' else '' end ]]),
      more    = decimal(9, 2)(expr [[ @n * $batch + $least ]]),
      later   = text(5)(expr [[ date(@d) > $since ]]),
    },
  },
}
