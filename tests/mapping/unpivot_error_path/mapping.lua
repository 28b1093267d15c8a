-- A pair's path is checked.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = { { "a", "@a" }, { "b", "@@b" } }, columns = { a = label() } },
}
