-- What is said of formats stands in the plan: years of two digits, Unix time, years that stand for a day.

local short = date { format = { "D.M.YY", "D-MON-YY" }, pivot = 1950 }

return mapping {
  name    = "case",
  version = "2024-02",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  dates   = { "iso", "YYMMDD" },
  pivot   = 1969,
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id       = source "id",
      born     = short "@born",
      old      = short { "@old", pivot = 1900 },
      head     = date "@head",
      expr     = boolean(expr [[ date(@head) < '690101' ]]),
      month    = date { "@month", format = "D MONTH YYYY" },
      seconds  = timestamp { "@seconds", format = "unix" },
      millis   = timestamp { "@millis", format = { "iso", "unix_ms" } },
      day      = date { "@seconds", format = "unix", rounding = "down" },
      end_of   = timestamp { "@end_of", format = "D.M.YYYY H:MI" },
      first    = date { "@partial", partial = "first" },
      last     = date { "@partial", partial = "last" },
      short    = date { "@head", partial = "last" },
      at       = timestamp { "@partial", partial = "last" },
      version  = date { run "version", partial = "last" },
      default  = date { "@none", partial = "last", default = "2023" },
      via      = date { "@seconds", format = "unix", rounding = "down", via = function(s) return s - 86400 end },
      expr_of  = date { expr [[ split_part(@partial, '-', 1) || '-02' ]], partial = "last" },
    },
  },
  into "pair" {
    each    = "/r",
    unpivot = { { "a", "@partial" }, { "b", "@year" }, { "c", "@none" } },
    columns = { label = text(1)(label()), day = date { value(), partial = "first" } },
  },
}
