return mapping {
  source = {
    table = "docs", key = "id", document = "doc",
    where = use("where.lua"),
  },
  into "t" { each = "/r", columns = { a = text "@a" } },
}
