-- An option that the type cannot use is refused where a column is made.
local whole = integer { too_long = "cut" }

return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = whole "@a" } },
}
