-- skip_empty is a switch.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", skip_empty = "yes", columns = { a = text "@x" } },
}
