-- An enum says which texts make a row.
local yes = enum { Y = "1", YES = "1", TRUE = "1", T = "1", ["1"] = "1" }

local t = into "score" {
  each    = ".",
  unpivot = { { "bankrupt", "@bk" }, { "fraud", "@fr" }, { "minor", "@mi" }, { "late", "@la" } },
  columns = { app_id = parent "app_id", indicator = text(20)(label()), value = yes { value(), bad = "missing" } },
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
