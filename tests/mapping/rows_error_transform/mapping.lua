-- A transform makes no rows.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = { "@x", via = digits }, columns = { a = field "a" } },
}
