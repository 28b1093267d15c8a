return mapping {
  name   = "",
  source = { table = "docs", key = bigint "id", document = "doc" },
  into "t" { each = "/r", key = { "v" }, columns = { v = text "." } },
}
