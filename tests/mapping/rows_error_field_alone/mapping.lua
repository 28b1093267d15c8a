-- field stands in a table with rows.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = field "a" } },
}
