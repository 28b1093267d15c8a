return mapping {
  source = {
    table = "docs", key = "id", document = "doc",
    where = expr [[
      status in ('NEW', 'RETRY')   -- what nobody has loaded
      and (received_at >= '2024-01-01' or `due date` is null)
    ]],
  },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
