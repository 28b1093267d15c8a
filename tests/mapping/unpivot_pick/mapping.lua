-- pick of the value chooses among the matches of every pair's path, of expressions as well.
local t = into "score" {
  each    = ".",
  unpivot = { { "a", "x" }, { "b", expr [[ y * 2 ]] }, { "c", "z" } },
  columns = { app_id = parent "app_id", name = label(), score = integer { value(), pick = "last" } },
}
local u = into "list" {
  each    = ".",
  unpivot = { { "a", "x" }, { "b", "y" } },
  columns = { app_id = parent "app_id", name = label(), all = text { value(), pick = "join", joiner = "+" } },
}

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "app" {
    each     = "/app",
    key      = { "app_id" },
    columns  = { app_id = source "id" },
    children = { t, u },
  },
}
