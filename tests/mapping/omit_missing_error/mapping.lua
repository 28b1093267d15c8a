-- omit_missing is a switch.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", omit_missing = 1, columns = { a = text(9) "@id" } },
}
