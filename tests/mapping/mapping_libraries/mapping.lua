-- What of Lua's libraries a mapping has.

return mapping {
  name    = "case",
  source  = { table = "docs", key = bigint "id", document = "doc" },
  into "t" {
    each    = "/r",
    key     = { "id" },
    columns = {
      id = source "id",
      a = text { "@a", via = function(a)
        return table.concat({ a:upper(), math.type(1), utf8.char(228), tostring(#a), type(select) }, " ")
      end },
      b = text { "@a", via = function(a) return string.format("%05d", tonumber(a) or 7) end },
    },
  },
}
