-- One row per pair that has a value; the first text of a pair is its label, others have names.
local t = into "score" {
  each    = ".",
  key     = { "app_id", "name" },
  unpivot = {
    { "FICO",    "Bureau/@fico",    source = "TU", rank = 1 },
    { "VANTAGE", "Bureau/@vantage", source = "EQ" },
    { "SUM",     expr [[ Bureau/@fico + Bureau/@vantage ]] },
    { 7,         "@seven" },
  },
  columns = {
    app_id = parent "app_id",
    no     = position(),
    name   = text(20)(label()),
    source = label "source",
    rank   = smallint(label "rank"),
    score  = decimal(9, 1) { value(), bad = "missing" },
  },
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
