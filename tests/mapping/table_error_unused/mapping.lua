-- A table that is made and put nowhere.

local lost = into "lost" { each = "/r", key = { "v" }, columns = { v = text "." } }

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = { "v" }, columns = { v = text "." } },
}
