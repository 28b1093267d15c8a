-- unpivot is a table.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = "@a", columns = { a = label() } },
}
