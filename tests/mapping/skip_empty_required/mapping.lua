-- A row that is not made lacks nothing: what is required is asked for when it is known that there is a row.
local t = into "slot" {
  each       = "Slot",
  skip_empty = true,
  columns    = { app_id = parent "app_id", no = integer { "@no", required = true }, make = text(10) "@make" },
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
