-- Neither a missing nor an empty text makes a row, nor one that does not convert.
local t = into "score" {
  each    = ".",
  unpivot = { { "a", "@a" }, { "b", "@b" }, { "c", "@c" }, { "d", "@d" }, { "e", "@e" } },
  columns = { app_id = parent "app_id", no = position(), name = label(),
              score = integer { value(), bad = "missing", null_if = "99" } },
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
