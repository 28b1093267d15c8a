-- A label is a text, a number, true or false.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = { { {}, "@a" } }, columns = { a = label() } },
}
