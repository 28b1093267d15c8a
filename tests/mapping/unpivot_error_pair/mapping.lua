-- A pair is a label and a path.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = { { "a", "@a" }, { "b" } }, columns = { a = label() } },
}
