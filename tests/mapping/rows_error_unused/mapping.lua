-- A row needs a column that takes a field.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = { "@x", via = function() end }, columns = { a = text "@x" } },
}
