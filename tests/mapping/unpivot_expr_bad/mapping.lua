-- bad = "missing" holds for what the pairs calculate, too: no row where the answer is none.
local t = into "score" {
  each    = ".",
  unpivot = { { "half", expr [[ @a / @b ]] }, { "sum", expr [[ @a + 1 ]] }, { "text", expr [[ @c + 1 ]] } },
  columns = { app_id = parent "app_id", name = label(), score = decimal(9, 2) { value(), bad = "missing",
    rounding = "half_up" } },
}

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "app" {
    each     = "/app",
    key      = { "app_id" },
    columns  = { app_id = source "id" },
    children = { t },
  },
}
