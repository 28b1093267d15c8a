-- Options of rows are those about its texts.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = { "@x", via = function() end, required = true }, columns = { a = field "a" } },
}
