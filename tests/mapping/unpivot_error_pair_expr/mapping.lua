-- The second item is a path or an expression.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = { { "a", 5 } }, columns = { a = label() } },
}
