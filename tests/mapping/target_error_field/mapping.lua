-- An unknown field of target is named.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  target = { scheme = "lake" },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
