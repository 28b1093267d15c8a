-- unpivot and rows exclude each other.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", unpivot = { { "a", "@a" } }, rows = { "@x", via = function() end }, columns = { a = label() } },
}
