-- A required value that does not convert still fails, and says why.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { a = integer { "@x", bad = "missing", required = true } } },
}
