-- An error in the function fails the document.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r", rows = { "@x", via = function() error "no rows" end }, columns = { a = text(10)(field "a") } },
}
