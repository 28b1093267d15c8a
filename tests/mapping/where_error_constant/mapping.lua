return mapping {
  source = {
    table = "docs", key = "id", document = "doc",
    where = constant(true),
  },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
