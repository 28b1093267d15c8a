-- rows needs one function.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = { "@x" }, columns = { a = field "a" } },
}
