return mapping {
  source = {
    table = "docs", key = "id", document = "doc",
    where = expr [[ @status = 'NEW' ]],
  },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
