-- Nor is an error in a function.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", columns = { a = integer { "v", via = function() error "no" end, bad = "missing" } } },
}
