-- Several matches are no matter of conversion.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = integer { "v", bad = "missing" } } },
}
