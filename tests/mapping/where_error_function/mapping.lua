return mapping {
  source = {
    table = "docs", key = "id", document = "doc",
    where = expr [[
      status = 'NEW'
      and upper(code) like 'A%'
    ]],
  },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
