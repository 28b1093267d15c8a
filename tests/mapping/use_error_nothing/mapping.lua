local other = use "other.lua"
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
