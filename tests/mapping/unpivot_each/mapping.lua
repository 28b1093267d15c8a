-- Pairs are looked for from every match; children belong to the row of a pair.
local t = into "score" {
  each     = "Report",
  key      = { "app_id", "report", "name" },
  when     = expr [[ @bureau <> 'XX' ]],
  unpivot  = { { "hits", "@hits" }, { "score", "Score" } },
  columns  = {
    app_id = parent "app_id", report = text(2) "@bureau", name = text(8)(label()), value = integer(value()),
  },
  children = { into "note" { each = "Note", columns = {
    app_id = parent "app_id", report = parent "report", name = parent "name", note = text(10) "." } } },
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
