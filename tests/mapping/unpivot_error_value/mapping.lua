-- value() stands in a table with unpivot.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = integer(value()) } },
}
