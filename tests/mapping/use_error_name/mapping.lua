local codes = use "codes.lua"

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" {
    each = "/r",
    columns = { no = codes.nmber, note = codes.note },
  },
}
