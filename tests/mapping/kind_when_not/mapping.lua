-- Which documents are the mapping's kind: paths begin at the document, * stands for any root.
return mapping {
  name       = "kinds",
  source     = { table = "docs", key = bigint "id", document = "doc" },
  namespaces = { o = "urn:o" },
  when       = expr [[ `/*/namespace-uri()` = 'urn:o' and exists(/o:Orders/o:Order[@no]) ]],

  into "orders" {
    each    = "/o:Orders/o:Order",
    columns = { no = text(9) "@no" },
  },
}
