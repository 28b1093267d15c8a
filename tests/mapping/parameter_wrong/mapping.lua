-- A value that the parameter's type refuses.

return mapping {
  name       = "case",
  parameters = {
    since = date,
  },
  source     = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", columns = { v = parameter "since" } },
}
