-- ignore_case is a switch.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  ignore_case = "yes",
  into "t" { each = "/r", columns = { a = text(9) "@id" } },
}
