local function late(a) return use "other.lua"[a] end

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = text { "@a", via = late } } },
}
