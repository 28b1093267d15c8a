-- A required value that a transform leaves nothing of fails the document.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { b = integer { "@x", via = digits, required = true } } },
}
