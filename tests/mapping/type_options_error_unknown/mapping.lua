-- An option on a type is checked where it stands.
local short = text(4) { trimm = true }

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = short "@a" } },
}
