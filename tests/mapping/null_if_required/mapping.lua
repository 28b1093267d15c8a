-- A text that stands for nothing fails a required column.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { b = integer { "@x", null_if = "99", required = true } } },
}
