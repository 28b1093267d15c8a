-- Two mappings in one file.

local other = mapping { name = "o", source = { table = "d", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = { "v" }, columns = { v = text "." } } }

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      v = text "a",
    },
  },
}
