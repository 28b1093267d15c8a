-- Signs at the end, exponents and hexadecimal digits: read by the type, also of what via makes, or of an entry.

local cobol = decimal(12, 2) { sign = "trailing" }

local function last_word(x) return x:match "%S+$" end

return mapping {
  name   = "case",
  source = { table = "docs", key = bigint "id", document = "doc", columns = { integer "usual" } },
  into "t" {
    each = "/r/v", key = { "no" },
    columns = {
      no       = position(),
      signed   = cobol "@s",
      german   = decimal(12, 2) { "@g", point = ",", group = ".", sign = "trailing", exponent = true },
      made     = decimal(12, 2) { "@t", sign = "trailing", via = last_word },
      float    = double { "@s", sign = "trailing", null_if = "0-" },
      whole    = bigint { "@e", exponent = true, default = 7 },
      rounded  = integer { "@f", exponent = true, rounding = "half_up" },
      code     = integer { "@h", hex = true, default = source "usual" },
      no_code  = integer { "@b", hex = true, bad = constant(10), default = 11 },
    },
  },
  into "u" {
    each = "/r/v", key = { "no", "name" }, unpivot = { { "h", "@h" }, { "w", "@w" } },
    columns = {
      no    = integer "@no",
      name  = text(9)(label()),
      value = integer { value(), hex = true, bad = "missing" },
    },
  },
}
