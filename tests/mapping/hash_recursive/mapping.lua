-- The key of a row is that of the way to it; nothing is above the first.

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "unit" {
    each = "/r/u", recursive = "u",
    key     = { "id" },
    columns = { id = uuid(hash { "up", "name" }), up = parent "id", name = text(20) "@n" },
  },
}
