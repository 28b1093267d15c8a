-- Several formats: the first that fits wins, also in defaults, which may always be ISO.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      us       = date { "@us", format = "MM/DD/YYYY" },
      any      = date { "@any", format = { "iso", "M/D/YYYY", "D-MON-YYYY" } },
      at       = timestamp { "@at", format = { "M/D/YYYY H:MI AM", "YYYYMMDD\"T\"HHMISS" } },
      zoned    = timestamp { "@zoned", format = "D.M.YYYY HH:MI TZ", zone = "utc" },
      of_day   = time { "@of_day", format = "H:MI AM" },
      cut      = date { "@at", format = "M/D/YYYY H:MI AM", rounding = "down" },
      by_us    = date { "@none", format = "MM/DD/YYYY", default = "12/31/1999" },
      by_iso   = date { "@none", format = "MM/DD/YYYY", default = "1999-12-31" },
      via      = date { "@us", format = "YYYY/MM/DD", via = function(us) return us:sub(7) .. "/" .. us:sub(1, 5) end },
    },
  },
}
