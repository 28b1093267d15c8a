local shared = use "shared.lua"

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { note = shared.note() } },
}
