-- A field is a text, a number, true, false or nil.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = { "@x", via = function() return { { a = {} } } end }, columns = { a = text(10)(field "a") } },
}
