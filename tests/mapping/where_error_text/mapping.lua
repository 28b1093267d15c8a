return mapping {
  source = {
    table = "docs", key = "id", document = "doc",
    where = "status = 'NEW'",
  },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
