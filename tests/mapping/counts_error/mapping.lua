-- counts has three values.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", skip_empty = true, columns = { a = text { "@x", counts = "zero" } } },
}
