-- prefer is an expression.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", distinct = { "a", prefer = "a" }, columns = { a = text "@x" } },
}
