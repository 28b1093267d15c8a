-- Only run and source can stand for a literal.
return mapping {
  source = { table = "docs", key = "id", document = "doc" },
  into "t" { each = "/r/v", columns = { ch = text(5) { "@ch", default = position() } } },
}
