-- Several into of one table count together.
local function charge(path, kind)
  return into "charge" {
    each    = path,
    key     = { "no" },
    columns = { no = ordinal(), at = position(), kind = text(9)(constant(kind)), amount = integer "@amount" },
  }
end

return mapping {
  source = { table = "docs", key = bigint "id", document = "doc" },
  charge("/R/Tax", "tax"),
  charge("/R/Fee[@amount > 1]", "fee"),
  into "other" { each = "/R/Fee", key = { "no" }, columns = { no = ordinal(), amount = integer "@amount" } },
}
