-- A value that does not convert fails the document unless the column says otherwise.
local t = into "score" {
  each    = ".",
  unpivot = { { "a", "x" } },
  columns = { app_id = parent "app_id", name = label(), score = integer(value()) },
}

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "app" {
    each    = "/app",
    key     = { "app_id" },
    columns = { app_id = source "id" },
    children = { t },
  },
}
