return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  use "t.lua",
}
