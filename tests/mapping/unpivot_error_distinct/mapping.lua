-- distinct chooses matches, before pairs.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = { { "a", "@a" } }, distinct = "a", columns = { a = label() } },
}
