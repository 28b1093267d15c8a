-- Names are texts.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = { "@x", via = function() return { { "x" } } end }, columns = { a = text(10)(field "a") } },
}
