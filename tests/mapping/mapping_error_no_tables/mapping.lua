return mapping {
  name   = "case",
  source = { table = "docs", key = bigint "id", document = "doc" },
}
