-- Rows of nothing but keys, constants, flags, defaults and lone zeros are not made.
local t = into "score" {
  each       = "Slot",
  key        = { "app_id", "no" },
  skip_empty = true,
  columns    = {
    app_id = parent "app_id",
    no     = position(),
    kind   = text(4)(constant "car"),
    make   = text(10) "@make",
    state  = text(4) { "@state", default = "new" },
    amount = decimal(9, 2) { "@amount", counts = "nonzero" },
    flag   = boolean "@flag",
    gift   = boolean { "@gift", counts = true },
    half   = decimal(9, 2)(expr [[ @amount / 2 ]]),
    memo   = text(9) { "@memo", counts = false },
  },
  children = { into "part" { each = "P", columns = { app_id = parent "app_id", no = parent "no", p = text(3) "." } } },
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
