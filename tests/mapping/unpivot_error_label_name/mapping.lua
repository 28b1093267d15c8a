-- A named label must be in some pair.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = { { "a", "@a", source = "x" } }, columns = { a = label "sorce" } },
}
