-- rows is a table.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = "@x", columns = { a = text "@x" } },
}
