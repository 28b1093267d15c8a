-- A field that no column takes is a slip.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = { "@x", via = function() return { { aa = 1 } } end }, columns = { a = text(10)(field "a") } },
}
