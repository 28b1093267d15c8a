-- Two attributes that differ in case only are two matches.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  ignore_case = true,
  into "t" { each = "/r", columns = { a = text(9) "@id" } },
}
