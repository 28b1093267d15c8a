-- Each row is a table.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = { "@x", via = function() return { { a = 1 }, 5 } end }, columns = { a = text(10)(field "a") } },
}
